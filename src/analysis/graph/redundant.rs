//! Redundant edges: those that jump over dropped nodes although the callee can be reached through shown ones.
//!
//! With `main -> a -> b` in the picture, an edge `main -> b` that goes over dropped nodes adds a line and says little.
//!
//! pprof takes them out one after the other, and each that goes may be the only way that made another one redundant. So what is asked of each
//! is whether a callee can be reached in what is left of a graph that only ever loses edges: for graphs with cycles nobody knows how to
//! answer that, exactly and for all edges, in less than about a walk for each. A walk is saved where an edge is the only one from its
//! caller or to its callee, as most residual ones are; the others cost as much as there are edges on the ways to their callees. Pictures
//! for people have some hundred nodes; a file of `dot` with `nodecount=0` and many residual edges takes its time, as in pprof.

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
        outgoing: degrees(edges, node_count, |edge| edge.from),
        entering: degrees(edges, node_count, |edge| edge.to),
        seen: vec![0; node_count],
        mark: 0,
        queue: Vec::new(),
    };
    for &node in nodes.iter().rev() {
        for &edge in incoming.of(node).iter().rev() {
            if !edges[edge as usize].residual {
                break;
            }
            if search.is_redundant(edge) {
                search.remove(edge);
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

struct Search<'a> {
    incoming: &'a Adjacency,
    edges: &'a [Edge<NodeId>],
    removed: Vec<bool>,
    /// By node, how many edges are left that lead away from it, and that lead to it.
    outgoing: Vec<u32>,
    entering: Vec<u32>,
    /// By node, the last search that came to it.
    seen: Vec<u32>,
    mark: u32,
    queue: Vec<NodeId>,
}

/// How many edges each node has on the side that `end` says.
fn degrees(edges: &[Edge<NodeId>], node_count: usize, end: fn(&Edge<NodeId>) -> NodeId) -> Vec<u32> {
    let mut degrees = vec![0; node_count];
    edges.iter().for_each(|edge| degrees[end(edge).index()] += 1);
    degrees
}

impl Search<'_> {
    fn remove(&mut self, edge: u32) {
        let Edge { from, to, .. } = self.edges[edge as usize];
        self.removed[edge as usize] = true;
        self.outgoing[from.index()] -= 1;
        self.entering[to.index()] -= 1;
    }

    /// Whether there is another path from the caller of an edge to its callee. Looks for it from the callee on.
    fn is_redundant(&mut self, edge: u32) -> bool {
        let Edge { from, to, .. } = self.edges[edge as usize];
        if self.outgoing[from.index()] == 1 || self.entering[to.index()] == 1 {
            return false;
        }
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
