//! Redundant edges: those that jump over dropped nodes although the callee can be reached through shown ones.
//!
//! With `main -> a -> b` in the picture, an edge `main -> b` that goes over dropped nodes adds a line and says little.
//!
//! pprof takes them out one after the other, and each that goes may be the only way that made another one redundant: it walks for each. Of
//! the edges to one callee most are told by one walk for all of them ([`Search::ways`]); only where all that it has found have gone meanwhile
//! another walk is needed. So a graph takes about a walk for each callee of residual edges. To do with less is to know what can be reached in
//! a graph that loses its edges one by one, for which nothing better is known. Pictures for people have some hundred nodes; a file of `dot` with `nodecount=0` may have all there are.

use super::{Edge, NodeId};

/// Removes redundant edges. `edges` are in the order of reports, and so are the nodes; from the last node on, and for
/// each from its smallest incoming edge on, residual edges are removed that another path makes redundant. No edge
/// goes that is larger than one that is not residual: that would make the picture lie.
pub fn remove(edges: &mut Vec<Edge<NodeId>>, nodes: &[NodeId], node_count: usize) {
    if !edges.iter().any(|edge| edge.residual) {
        return;
    }
    let incoming = Adjacency::new(edges, node_count, |edge| edge.to);
    let mut search = Search {
        incoming: &incoming,
        edges,
        removed: vec![false; edges.len()],
        seen: vec![0; node_count],
        mark: 0,
        queue: Vec::new(),
        ways: vec![[NONE; 2]; node_count],
    };
    for &node in nodes.iter().rev() {
        let residual = incoming.of(node).iter().rev();
        let residual: Vec<u32> = residual
            .copied()
            .take_while(|&edge| edges[edge as usize].residual)
            .collect();
        if residual.is_empty() {
            continue;
        }
        search.find_ways(node);
        for edge in residual {
            if search.is_redundant(edge) {
                search.removed[edge as usize] = true;
            }
        }
    }
    let removed = search.removed;
    let mut index = 0;
    edges.retain(|_| {
        index += 1;
        !removed[index - 1]
    });
}

/// No edge.
const NONE: u32 = u32::MAX;

struct Search<'a> {
    incoming: &'a Adjacency,
    edges: &'a [Edge<NodeId>],
    removed: Vec<bool>,
    /// By node, the last search that came to it.
    seen: Vec<u32>,
    mark: u32,
    queue: Vec<NodeId>,
    /// By node, two edges to the callee at most by which it can be reached from there, as it was before any of them went. An edge is
    /// redundant if another one is among those of its caller: of all that there are two are enough to have one that is another.
    ways: Vec<[u32; 2]>,
}

impl Search<'_> {
    /// Walks back from a callee by all edges to it at once.
    fn find_ways(&mut self, callee: NodeId) {
        self.mark += 1;
        let left = |edge: &&u32| !self.removed[**edge as usize];
        let mut ahead: Vec<(NodeId, u32)> = Vec::new();
        for &way in self.incoming.of(callee).iter().filter(left) {
            let caller = self.edges[way as usize].from;
            // One that calls itself is there already.
            if caller != callee {
                ahead.push((caller, way));
            }
            while let Some((node, way)) = ahead.pop() {
                let ways = &mut self.ways[node.index()];
                if std::mem::replace(&mut self.seen[node.index()], self.mark) != self.mark {
                    *ways = [NONE; 2];
                }
                let place = match *ways {
                    [NONE, _] => 0,
                    [first, NONE] if first != way => 1,
                    _ => continue,
                };
                ways[place] = way;
                let callers = self.incoming.of(node).iter().filter(left);
                let callers = callers.map(|&edge| (self.edges[edge as usize].from, way));
                // Who goes on from the callee has come by another edge to it.
                ahead.extend(callers.filter(|&(caller, _)| caller != callee));
            }
        }
    }

    /// Whether there is another path from the caller of an edge to its callee, whose ways are known.
    fn is_redundant(&mut self, edge: u32) -> bool {
        let Edge { from, to, .. } = self.edges[edge as usize];
        if from == to {
            return false;
        }
        let ways = self.ways[from.index()];
        let others = ways.into_iter().filter(|&way| way != NONE && way != edge);
        match others.clone().any(|way| !self.removed[way as usize]) {
            true => true,
            // There never was one; or those that are known have gone meanwhile, perhaps by way of this one.
            false => others.count() > 0 && self.has_other_path(edge),
        }
    }

    /// Looks for another path from the callee on.
    fn has_other_path(&mut self, edge: u32) -> bool {
        let Edge { from, to, .. } = self.edges[edge as usize];
        self.mark += 1;
        self.queue.clear();
        self.queue.push(to);
        self.seen[to.index()] = self.mark;
        while let Some(node) = self.queue.pop() {
            for &other in self.incoming.of(node) {
                let caller = self.edges[other as usize].from;
                if other == edge || self.removed[other as usize] || self.seen[caller.index()] == self.mark {
                    continue;
                }
                if caller == from {
                    return true;
                }
                self.seen[caller.index()] = self.mark;
                self.queue.push(caller);
            }
        }
        false
    }
}

/// The edges of each node, as indices, in their order.
pub struct Adjacency {
    starts: Vec<u32>,
    edges: Vec<u32>,
}

impl Adjacency {
    /// Puts every edge to the node that `end` says.
    pub fn new(edges: &[Edge<NodeId>], node_count: usize, end: fn(&Edge<NodeId>) -> NodeId) -> Adjacency {
        let mut starts = vec![0_u32; node_count + 2];
        for edge in edges {
            starts[end(edge).index() + 2] += 1;
        }
        for node in 2..starts.len() {
            starts[node] += starts[node - 1];
        }
        let mut sorted = vec![0; edges.len()];
        for (index, edge) in edges.iter().enumerate() {
            let place = &mut starts[end(edge).index() + 1];
            sorted[*place as usize] = index as u32;
            *place += 1;
        }
        Adjacency { starts, edges: sorted }
    }

    /// The edges of a node.
    pub fn of(&self, node: NodeId) -> &[u32] {
        let (start, end) = (self.starts[node.index()], self.starts[node.index() + 1]);
        &self.edges[start as usize..end as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What pprof does: a walk for each residual edge, in the graph without those that have gone.
    fn walked(edges: &[Edge<NodeId>], nodes: &[NodeId]) -> Vec<(u32, u32)> {
        let mut left = edges.to_vec();
        for &node in nodes.iter().rev() {
            let incoming: Vec<Edge<NodeId>> = left.iter().copied().filter(|edge| edge.to == node).collect();
            for edge in incoming.iter().rev().take_while(|edge| edge.residual) {
                let others: Vec<Edge<NodeId>> = left.iter().copied().filter(|own| own != edge).collect();
                let (mut known, mut ahead) = (vec![edge.to], vec![edge.to]);
                while let Some(at) = ahead.pop() {
                    for own in others.iter().filter(|own| own.to == at) {
                        if !known.contains(&own.from) {
                            known.push(own.from);
                            ahead.push(own.from);
                        }
                    }
                }
                if edge.from != edge.to && known.contains(&edge.from) {
                    left = others;
                }
            }
        }
        left.iter().map(|edge| (edge.from.0, edge.to.0)).collect()
    }

    #[test]
    fn what_one_walk_tells_is_what_a_walk_for_each_edge_tells() {
        let mut state = 7_u64;
        let mut random = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) % below
        };
        let mut gone = 0;
        for round in 0..3000 {
            let count = 3 + random(6) as u32;
            let nodes: Vec<NodeId> = (0..count).map(NodeId).collect();
            let mut edges: Vec<Edge<NodeId>> = Vec::new();
            for from in 0..count {
                for to in 0..count {
                    // Half of them have no cycles.
                    if round % 2 == 0 && from >= to || random(3) == 0 {
                        continue;
                    }
                    edges.push(Edge {
                        from: NodeId(from),
                        to: NodeId(to),
                        weight: 1,
                        divisor: 0,
                        residual: random(2) == 0,
                        inline: false,
                    });
                }
            }
            let wanted = walked(&edges, &nodes);
            let all = edges.len();
            remove(&mut edges, &nodes, count as usize);
            let left: Vec<(u32, u32)> = edges.iter().map(|edge| (edge.from.0, edge.to.0)).collect();
            assert_eq!(left, wanted, "round {round}");
            gone += all - left.len();
        }
        assert!(gone > 1000, "{gone}");
    }
}
