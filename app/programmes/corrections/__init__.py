"""A correction: the one way to change what decided a result once judging has begun, or what was published."""
