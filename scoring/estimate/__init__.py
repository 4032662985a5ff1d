"""What is estimated and only advises: severity, calibrated scores, agreement, flags, how sure a place is."""
