"""The tree against the published vectors of RFC 6962's reference, and against itself at every size."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.audit.merkle import (
    EMPTY,
    Frontier,
    consistency_proof,
    inclusion_proof,
    is_consistent,
    is_included,
    leaf_hash,
    node_hash,
    root_of,
)

DATA = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [leaf_hash(bytes.fromhex(data)) for data in DATA]
MOST = 40


def leaves_of(size: int) -> list[bytes]:
    return [leaf_hash(bytes([number])) for number in range(size)]


def test_published_roots() -> None:
    assert hashlib.sha256(b"").digest() == EMPTY == root_of([])
    assert [root_of(LEAVES[:size]).hex() for size in range(1, 9)] == ROOTS


def test_published_inclusion_proofs() -> None:
    """Audit paths of the reference: (leaf, tree size) and the nodes of the path."""
    paths = {
        (0, 8): [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
        (5, 8): [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
        (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    }
    for (index, size), path in paths.items():
        assert [node.hex() for node in inclusion_proof(LEAVES[:size], index)] == path


def test_published_consistency_proofs() -> None:
    proofs = {
        (6, 8): [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
        (1, 1): [],
    }
    for (first, second), proof in proofs.items():
        assert [node.hex() for node in consistency_proof(LEAVES[:second], first)] == proof


def test_a_leaf_is_never_a_node() -> None:
    left, right = LEAVES[:2]
    assert leaf_hash(left + right) != node_hash(left, right)


@pytest.mark.parametrize("size", range(1, MOST))
def test_every_proof_of_every_size(size: int) -> None:
    leaves = leaves_of(size)
    root = root_of(leaves)
    for index in range(size):
        proof = inclusion_proof(leaves, index)
        assert is_included(leaves[index], index, size, proof=proof, root=root)
        assert not is_included(
            leaves[index], (index + 1) % size if size > 1 else 1, size, proof=proof, root=root
        )
        assert not is_included(leaf_hash(b"another"), index, size, proof=proof, root=root)
        assert not is_included(leaves[index], index, size, proof=[*proof, EMPTY], root=root)
        if proof:
            assert not is_included(leaves[index], index, size, proof=proof[:-1], root=root)
    for first in range(1, size + 1):
        proof = consistency_proof(leaves, first)
        roots = {"first_root": root_of(leaves[:first]), "second_root": root}
        assert is_consistent(first, size, proof=proof, **roots)
        assert not is_consistent(first, size, proof=[*proof, EMPTY], **roots)
        assert not is_consistent(first, size, proof=proof, **{**roots, "first_root": EMPTY})
        assert not is_consistent(first, size, proof=proof, **{**roots, "second_root": EMPTY})


@given(st.integers(0, 300), st.integers(0, 300))
def test_a_frontier_grows_on_from_where_it_was_kept(first: int, more: int) -> None:
    frontier = Frontier()
    for leaf in [leaf_hash(bytes([n % 251, n // 251])) for n in range(first)]:
        frontier.add(leaf)
    again = Frontier.from_bytes(frontier.size, bytes(frontier))
    for leaf in leaves_of(256)[:more]:
        frontier.add(leaf)
        again.add(leaf)
    assert (again.size, again.root()) == (frontier.size, frontier.root())


@pytest.mark.parametrize(
    ("size", "packed"), [(1, b""), (0, b"x" * 32), (3, b"x" * 32), (1, b"x" * 31), (-1, b"")]
)
def test_a_frontier_that_cannot_be(size: int, packed: bytes) -> None:
    with pytest.raises(ValueError, match="frontier"):
        Frontier.from_bytes(size, packed)


@pytest.mark.parametrize(("size", "index"), [(0, 0), (3, 3), (3, -1)])
def test_no_proof_of_a_leaf_that_is_not(size: int, index: int) -> None:
    with pytest.raises(ValueError, match="no such leaf"):
        inclusion_proof(leaves_of(size), index)


@pytest.mark.parametrize(("size", "first"), [(3, 0), (3, 4)])
def test_no_proof_between_trees_that_are_not(size: int, first: int) -> None:
    with pytest.raises(ValueError, match="earlier tree"):
        consistency_proof(leaves_of(size), first)
