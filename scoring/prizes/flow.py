"""The heaviest selection that fits capacities, by successive heaviest paths, in whole numbers."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass, field

Node = Hashable


@dataclass
class Network:
    """Arcs in pairs: arc n and its way back n ^ 1; weights are whole numbers of any size."""

    head: list[Node] = field(default_factory=list)
    room: list[int] = field(default_factory=list)
    weight: list[int] = field(default_factory=list)
    out: dict[Node, list[int]] = field(default_factory=dict)

    def add(self, tail: Node, head: Node, *, room: int, weight: int = 0) -> int:
        """A new arc; its number."""
        number = len(self.head)
        for start, end, space, value in ((tail, head, room, weight), (head, tail, 0, -weight)):
            self.out.setdefault(start, []).append(len(self.head))
            self.head.append(end)
            self.room.append(space)
            self.weight.append(value)
        return number

    def used(self, arc: int) -> int:
        return self.room[arc ^ 1]

    def fill(self, source: Node, sink: Node) -> None:
        """Send one unit after the other along the heaviest path, as long as the total grows."""
        while True:
            path = self._heaviest_path(source, sink)
            if sum(self.weight[arc] for arc in path) <= 0:
                return
            for arc in path:
                self.room[arc] -= 1
                self.room[arc ^ 1] += 1

    def _heaviest_path(self, source: Node, sink: Node) -> list[int]:
        best: dict[Node, int] = {source: 0}
        came_by: dict[Node, int] = {}
        waiting, queued = deque([source]), {source}
        while waiting:
            node = waiting.popleft()
            queued.discard(node)
            for arc in self.out.get(node, ()):
                end, total = self.head[arc], best[node] + self.weight[arc]
                if self.room[arc] and (end not in best or total > best[end]):
                    best[end], came_by[end] = total, arc
                    if end not in queued:
                        queued.add(end)
                        waiting.append(end)
        return self._back(came_by, source, sink)

    def _back(self, came_by: dict[Node, int], source: Node, sink: Node) -> list[int]:
        path: list[int] = []
        node = sink
        while node != source:
            if node not in came_by:
                return []
            path.append(came_by[node])
            node = self.head[came_by[node] ^ 1]
        return path
