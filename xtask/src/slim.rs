//! Slim: in, the analyzer's module; out, the same without what no page needs.
//!
//! Nobody hears what a panic says in a page: there is no standard error, and it ends in a trap in any case. The standard
//! library writes the message all the same. The compiler can leave it out (`panic = "immediate-abort"`), but so far in its
//! unstable releases alone; most of this goes when that is stable. Here, what a function does without any way back on the
//! way to a panic is replaced by the trap itself, `unreachable`. What is left of it then, the places in the sources that
//! panics would tell, and functions that are only kept because a table of all functions has them, goes too. Then accesses to
//! memory and the numbers of variables are made alike: the module does the same, and brotli has less to say.
//!
//! It saves 15.4 of the 285.3 kB that the module has in brotli, 4.4 of them by making alike (`align_alike`, `renumber_locals`). These
//! two keep the module within its 270 kB and do nothing else: they are the first to go when there is room.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use walrus::ir::{
    Br, BrIf, BrTable, Call, Const, Instr, InstrLocId, InstrSeq, InstrSeqId, Load, Store, Unreachable, Value, Visitor,
    VisitorMut, dfs_in_order, dfs_pre_order_mut,
};
use walrus::{ConstExpr, ExportItem, FunctionId, LocalFunction, LocalId, Module};

/// Where panics and failed allocations arrive. What else does nothing but panic is found by itself.
const ROOTS: [&str; 5] = [
    "core::panicking::panic_fmt",
    "core::panicking::panic_nounwind_fmt",
    "alloc::alloc::handle_alloc_error",
    "alloc::raw_vec::handle_error",
    "core::str::slice_error_fail",
];

/// Functions that are called from nowhere but through a table, and there by what is gone: those that write panics, and
/// those that would call closures of ours, of which JavaScript is given none.
const UNCALLED: [&str; 2] = ["std::panicking::", "wasm_bindgen::convert::closures::"];

/// What ends the names of functions of which the same is true: the form of values for programmers, which only panics print.
/// A lint keeps it out of everything else, see src/lib.rs.
const UNPRINTED: &str = " as core::fmt::Debug>::fmt";

/// Takes out what no page needs.
pub fn slim(module: &mut Module) -> anyhow::Result<()> {
    silence(module)?;
    walrus::passes::gc::run(module);
    empty_uncalled(module);
    walrus::passes::gc::run(module);
    forget_places(module);
    align_alike(module);
    renumber_locals(module);
    Ok(())
}

/// Makes panics plain traps.
fn silence(module: &mut Module) -> anyhow::Result<()> {
    let roots = module.funcs.iter_local().map(|(id, _)| id).filter(|&id| {
        let name = module.funcs.get(id).name.as_deref().unwrap_or_default();
        ROOTS.contains(&without_hashes(name).as_str())
    });
    let mut silent: HashSet<FunctionId> = roots.collect();
    anyhow::ensure!(!silent.is_empty(), "the module has none of core's functions for panics");
    loop {
        let mut found = Vec::new();
        for (id, function) in module.funcs.iter_local_mut() {
            let entry = function.entry_block();
            dfs_pre_order_mut(&mut Silence { silent: &silent }, function, entry);
            if !silent.contains(&id) && only_traps(function) {
                found.push(id);
            }
        }
        if found.is_empty() {
            break;
        }
        silent.extend(found);
    }
    Ok(())
}

/// Empties the functions that nothing calls.
fn empty_uncalled(module: &mut Module) {
    let mut called = Called::default();
    for (_, function) in module.funcs.iter_local() {
        dfs_in_order(&mut called, function, function.entry_block());
    }
    called
        .0
        .extend(module.exports.iter().filter_map(|export| match export.item {
            ExportItem::Function(function) => Some(function),
            _ => None,
        }));
    let uncalled: Vec<FunctionId> = module
        .funcs
        .iter_local()
        .map(|(id, _)| id)
        .filter(|id| {
            let name = without_hashes(module.funcs.get(*id).name.as_deref().unwrap_or_default());
            let path = name.trim_start_matches('<');
            let is_panics = UNCALLED.iter().any(|prefix| path.starts_with(prefix)) || path.ends_with(UNPRINTED);
            !called.0.contains(id) && is_panics
        })
        .collect();
    for id in uncalled {
        let function = module.funcs.get_mut(id).kind.unwrap_local_mut();
        let entry = function.entry_block();
        function.block_mut(entry).instrs = vec![(Unreachable {}.into(), InstrLocId::default())];
    }
}

/// All functions that are called by their names.
#[derive(Default)]
struct Called(HashSet<FunctionId>);

impl Visitor<'_> for Called {
    fn visit_function_id(&mut self, function: &FunctionId) {
        self.0.insert(*function);
    }
}

/// Zeroes what nothing refers to any more of where panics are in the sources, and the names of files that no place is left
/// in: it is all over the data, and small when empty.
fn forget_places(module: &mut Module) {
    let mut constants = Constants::default();
    for (_, function) in module.funcs.iter_local() {
        dfs_in_order(&mut constants, function, function.entry_block());
    }
    let segments: Vec<_> = module.data.iter().map(|data| data.id()).collect();
    for data in segments {
        let data = module.data.get_mut(data);
        let walrus::DataKind::Active {
            offset: ConstExpr::Value(Value::I32(base)),
            ..
        } = data.kind
        else {
            continue;
        };
        let is_named = |at: usize| constants.0.contains(&base.wrapping_add(at as i32));
        let (kept, forgotten): (Vec<Place>, Vec<Place>) = places(&data.value, base)
            .into_iter()
            .partition(|place| is_named(place.at));
        for place in forgotten {
            data.value[place.at..place.at + Place::SIZE].fill(0);
            // A name may be the end of another one.
            let is_kept = |at: usize| is_named(at) || kept.iter().any(|place| place.file.contains(&at));
            if !place.file.clone().any(is_kept) {
                data.value[place.file].fill(0);
            }
        }
    }
}

/// A place in the sources: the address and the length of a file's name, a line, and a column.
struct Place {
    /// Where it is in the data.
    at: usize,
    /// Where the name of the file is.
    file: Range<usize>,
}

impl Place {
    /// How many bytes it takes.
    const SIZE: usize = 16;
}

/// The places in data that begins at the address `base`.
fn places(data: &[u8], base: i32) -> Vec<Place> {
    let number = |at: usize| Some(u32::from_le_bytes(data.get(at..at + 4)?.try_into().ok()?));
    let place = |at: usize| {
        let [name, length, line, column] = [number(at)?, number(at + 4)?, number(at + 8)?, number(at + 12)?];
        let start = name.wrapping_sub(base as u32) as usize;
        let file = start..start.checked_add(length as usize)?;
        let is_file = data.get(file.clone())?.ends_with(b".rs");
        (is_file && line > 0 && column > 0).then_some(Place { at, file })
    };
    (0..data.len()).step_by(4).filter_map(place).collect()
}

/// Gives every access to memory the same alignment, 2.6 kB less: it is a hint, which x86 and ARM have no use for.
fn align_alike(module: &mut Module) {
    for (_, function) in module.funcs.iter_local_mut() {
        let entry = function.entry_block();
        dfs_pre_order_mut(&mut AlignAlike, function, entry);
    }
}

struct AlignAlike;

impl VisitorMut for AlignAlike {
    fn visit_load_mut(&mut self, load: &mut Load) {
        load.arg.align = 1;
    }

    fn visit_store_mut(&mut self, store: &mut Store) {
        store.arg.align = 1;
    }
}

/// Numbers the variables of each function anew, those that are used most first: 1.8 kB less, as numbers repeat more often.
fn renumber_locals(module: &mut Module) {
    for (_, function) in module.funcs.iter_local_mut() {
        let mut uses = Uses::default();
        dfs_in_order(&mut uses, function, function.entry_block());
        let mut order: Vec<(LocalId, Use)> = uses.by_local.into_iter().collect();
        order.retain(|(local, _)| !function.args.contains(local));
        order.sort_by_key(|&(_, own)| (Reverse(own.count), own.first));
        // Variables are written in the order in which they were made.
        let renamed = order.into_iter().map(|(local, _)| {
            let of_type = module.locals.get(local).ty();
            (local, module.locals.add(of_type))
        });
        let mut rename = Rename(renamed.collect());
        let entry = function.entry_block();
        dfs_pre_order_mut(&mut rename, function, entry);
    }
}

/// How a variable is used in a function.
#[derive(Clone, Copy)]
struct Use {
    first: usize,
    count: usize,
}

#[derive(Default)]
struct Uses {
    by_local: HashMap<LocalId, Use>,
    seen: usize,
}

impl Visitor<'_> for Uses {
    fn visit_local_id(&mut self, local: &LocalId) {
        self.seen += 1;
        let first = self.seen;
        self.by_local.entry(*local).or_insert(Use { first, count: 0 }).count += 1;
    }
}

struct Rename(HashMap<LocalId, LocalId>);

impl VisitorMut for Rename {
    fn visit_local_id_mut(&mut self, local: &mut LocalId) {
        if let Some(&new) = self.0.get(local) {
            *local = new;
        }
    }
}

/// All constant numbers of functions: among them, all addresses of data.
#[derive(Default)]
struct Constants(HashSet<i32>);

impl Visitor<'_> for Constants {
    fn visit_const(&mut self, constant: &Const) {
        if let Value::I32(number) = constant.value {
            self.0.insert(number);
        }
    }
}

/// Whether a function can do nothing but trap, and nobody can tell on which way it came there.
fn only_traps(function: &LocalFunction) -> bool {
    let entry = function.entry_block();
    let mut ways = Ways { entry, others: false };
    dfs_in_order(&mut ways, function, entry);
    let end = function.block(entry).instrs.last();
    matches!(end, Some((Instr::Unreachable(_), _))) && !ways.others
}

/// Looks for ways out of a function other than a trap.
struct Ways {
    entry: InstrSeqId,
    others: bool,
}

impl Visitor<'_> for Ways {
    fn visit_instr(&mut self, instruction: &Instr, _: &InstrLocId) {
        self.others |= match instruction {
            Instr::Br(Br { block }) | Instr::BrIf(BrIf { block }) => *block == self.entry,
            Instr::BrTable(BrTable { blocks, default }) => blocks.contains(&self.entry) || *default == self.entry,
            Instr::Block(_) | Instr::IfElse(_) | Instr::Unreachable(_) => false,
            other => !is_quiet(other),
        };
    }
}

/// `core[5a1b]::panicking::panic` and `core::panicking::panic::h5a1b` are `core::panicking::panic`.
fn without_hashes(name: &str) -> String {
    let mut plain = String::new();
    let mut depth = 0;
    for character in name.chars() {
        match character {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ if depth == 0 => plain.push(character),
            _ => {}
        }
    }
    match plain.rsplit_once("::h") {
        Some((path, hash)) if hash.len() == 16 && hash.chars().all(|digit| digit.is_ascii_hexdigit()) => {
            path.to_owned()
        }
        _ => plain,
    }
}

struct Silence<'a> {
    silent: &'a HashSet<FunctionId>,
}

impl VisitorMut for Silence<'_> {
    fn start_instr_seq_mut(&mut self, sequence: &mut InstrSeq) {
        let panics = |(instruction, _): &(Instr, _)| match instruction {
            Instr::Call(Call { func }) => self.silent.contains(func),
            _ => false,
        };
        let Some(at) = sequence.instrs.iter().position(panics) else {
            return;
        };
        // What only moves values, on the stack or in a memory that nobody will read again, goes with the call. What may
        // leave the sequence, or be heard of outside, stays; values that it leaves on the stack are no fault before a trap.
        let before = &sequence.instrs[..at];
        let start = before
            .iter()
            .rposition(|(instruction, _)| !is_quiet(instruction))
            .map_or(0, |last| last + 1);
        sequence.instrs.truncate(at + 1);
        sequence.instrs[at].0 = Instr::Unreachable(Unreachable {});
        sequence.instrs.drain(start..at);
    }
}

/// Whether an instruction does nothing but to compute, load and store.
fn is_quiet(instruction: &Instr) -> bool {
    matches!(
        instruction,
        Instr::Const(_)
            | Instr::LocalGet(_)
            | Instr::LocalSet(_)
            | Instr::LocalTee(_)
            | Instr::GlobalGet(_)
            | Instr::GlobalSet(_)
            | Instr::Binop(_)
            | Instr::Unop(_)
            | Instr::Select(_)
            | Instr::Drop(_)
            | Instr::Load(_)
            | Instr::Store(_)
    )
}

#[cfg(test)]
mod tests {
    use super::{slim, without_hashes};
    use walrus::ir::{BinaryOp, Instr};
    use walrus::{FunctionBuilder, FunctionId, Module, ValType};

    /// A function `name` of one number: if the number is `trigger`, `call` is called with two numbers; then comes `result`.
    fn add(module: &mut Module, name: &str, trigger: i32, call: FunctionId, result: i32) -> FunctionId {
        let mut function = FunctionBuilder::new(&mut module.types, &[ValType::I32], &[ValType::I32]);
        function.name(name.to_owned());
        let number = module.locals.add(ValType::I32);
        let mut body = function.func_body();
        body.local_get(number).i32_const(trigger).binop(BinaryOp::I32Eq);
        body.if_else(
            None,
            |then| {
                then.local_get(number).i32_const(1024).call(call).unreachable();
            },
            |_| {},
        );
        body.i32_const(result);
        function.finish(vec![number], &mut module.funcs)
    }

    /// A function `name` that passes its two numbers on to `call` and does not return.
    fn diverge(module: &mut Module, name: &str, call: Option<FunctionId>) -> FunctionId {
        let mut function = FunctionBuilder::new(&mut module.types, &[ValType::I32, ValType::I32], &[]);
        function.name(name.to_owned());
        let locals = [module.locals.add(ValType::I32), module.locals.add(ValType::I32)];
        let mut body = function.func_body();
        if let Some(call) = call {
            body.local_get(locals[0]).local_get(locals[1]).call(call);
        }
        body.unreachable();
        function.finish(locals.to_vec(), &mut module.funcs)
    }

    fn names(module: &Module) -> Vec<&str> {
        let mut names: Vec<&str> = module
            .funcs
            .iter()
            .filter_map(|function| function.name.as_deref())
            .collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn panics_become_traps_and_what_speaks_stays() {
        let mut module = Module::default();
        let of_import = module.types.add(&[ValType::I32, ValType::I32], &[]);
        let (import, _) = module.add_import_func("page", "throw", of_import);
        let prints = diverge(&mut module, "std[1f]::panicking::print", Some(import));
        let panic_fmt = diverge(&mut module, "core[2e]::panicking::panic_fmt", Some(prints));
        let unwrap = diverge(
            &mut module,
            "core::option::unwrap_failed::h0123456789abcdef",
            Some(panic_fmt),
        );
        let throws = diverge(&mut module, "throws", Some(import));
        let first = add(&mut module, "panics", 7, unwrap, 1);
        let second = add(&mut module, "speaks", 7, throws, 2);
        module.exports.add("panics", first);
        module.exports.add("speaks", second);

        slim(&mut module).unwrap();
        // The import has no name.
        assert_eq!(names(&module), ["panics", "speaks", "throws"]);
        let function = module.funcs.get(first).kind.unwrap_local();
        let Some((Instr::IfElse(condition), _)) = function.block(function.entry_block()).instrs.get(3) else {
            unimplemented!("the function was built with an if")
        };
        let then = &function.block(condition.consequent).instrs;
        assert!(matches!(then.as_slice(), [(Instr::Unreachable(_), _)]), "{then:?}");
        walrus::Module::from_buffer(&module.emit_wasm()).unwrap();
    }

    #[test]
    fn places_that_nothing_refers_to_are_zeroed_and_so_are_the_files_of_those_alone() {
        const BASE: i32 = 1024;
        // Two names, of which one ends like the other, and a third; then a place in each.
        let names = b"long.rs\0only.rs\0";
        let mut data = names.to_vec();
        for (name, length) in [(0, 7), (1, 6), (8, 7)] {
            let place = [BASE as u32 + name, length, 12, 5];
            data.extend(place.iter().flat_map(|number| number.to_le_bytes()));
        }
        let mut module = Module::default();
        let panic_fmt = diverge(&mut module, "core::panicking::panic_fmt", None);
        let memory = module.memories.add_local(false, false, 1, None, None);
        let offset = walrus::ConstExpr::Value(walrus::ir::Value::I32(BASE));
        let kind = walrus::DataKind::Active { memory, offset };
        let data = module.data.add(kind, data);
        module.memories.get_mut(memory).data_segments.insert(data);
        // The second place is spoken of.
        let speaks = add(&mut module, "speaks", 1, panic_fmt, BASE + 32);
        module.exports.add("speaks", speaks);
        module.exports.add("memory", memory);
        slim(&mut module).unwrap();
        let left = &module.data.get(data).value;
        assert_eq!(&left[..16], b"long.rs\0\0\0\0\0\0\0\0\0");
        assert_eq!(left[16..32], [0; 16]);
        assert_eq!(left[32..48].iter().filter(|&&byte| byte != 0).count(), 5);
        assert_eq!(left[48..], [0; 16]);
    }

    #[test]
    fn a_module_without_panics_is_none_of_ours() {
        assert!(slim(&mut Module::default()).is_err());
    }

    #[test]
    fn hashes_are_no_part_of_a_name() {
        assert_eq!(
            without_hashes("core[2e]::panicking::panic_fmt"),
            "core::panicking::panic_fmt"
        );
        assert_eq!(without_hashes("core::a::h0123456789abcdef"), "core::a");
        assert_eq!(without_hashes("core::a::hash"), "core::a::hash");
    }
}
