//! The codes of the C++ ABI: operators, builtin types, literals and special names, as tables.
//!
//! In: the code, `b"pl"`. Out: what it stands for, `+` with two operands. A table is one text, which reads as the grammar has it
//! and is searched from its start: symbols hold few operators.

/// Code, number of operands, how it is written.
const OPERATORS: &str = "\
    aN2&=;aS2=;aa2&&;ad1&;an2&;at1alignof ;aw1co_await ;az1alignof ;cc2const_cast;cl2();cp2();cm2,;co1~;dV2/=;\
    dX3[...]=;da1delete[] ;dc2dynamic_cast;de1*;di2=;dl1delete ;ds2.*;dt2.;dv2/;dx2]=;eO2^=;eo2^;eq2==;fl2...;fr2...;\
    fL3...;fR3...;ge2>=;gs1::;gt2>;ix2[];lS2<<=;le2<=;li1operator\"\" ;ls2<<;lt2<;mI2-=;mL2*=;mi2-;ml2*;mm1--;\
    na3new[];ne2!=;ng1-;nt1!;nw3new;nx1noexcept;oR2|=;oo2||;or2|;pL2+=;pl2+;pm2->*;pp1++;ps1+;pt2->;qu3?;rM2%=;\
    rS2>>=;rc2reinterpret_cast;rm2%;rs2>>;sP1sizeof...;sZ1sizeof...;sc2static_cast;ss2<=>;st1sizeof ;sz1sizeof ;\
    te1typeid ;ti1typeid ;tr0throw;tw1throw ";

/// Builtin types by their letter, from `a` to `z`.
const BUILTINS: [&str; 26] = [
    "signed char",
    "bool",
    "char",
    "double",
    "long double",
    "float",
    "__float128",
    "unsigned char",
    "int",
    "unsigned int",
    "",
    "long",
    "unsigned long",
    "__int128",
    "unsigned __int128",
    "",
    "",
    "",
    "short",
    "unsigned short",
    "",
    "void",
    "wchar_t",
    "long long",
    "unsigned long long",
    "...",
];

/// Builtin types by the letter behind a `D`.
const BUILTINS_WITH_D: &str = "fdecimal32;ddecimal64;edecimal128;hhalf;uchar8_t;schar16_t;ichar32_t;ndecltype(nullptr)";

/// The type of `nullptr`.
pub const NULLPTR: &[u8] = b"decltype(nullptr)";

/// What literals of integers end with.
const LITERAL_SUFFIXES: &str = "int:;unsigned int:u;long:l;unsigned long:ul;long long:ll;unsigned long long:ull";

/// Floating-point types, whose literals are bytes in hexadecimal.
const FLOATS: &str = "double:;long double:;float:;__float128:;half:";

/// Special names: the code, what follows (`t` a type, `n` a name, `a` a template argument, `h`, `v` and `c` call offsets and an
/// encoding, `e` an encoding, `r` a name and its number, `j` a resource, `m` a module, `C` and `G` what is like no other) and
/// what is written in front of it.
const SPECIAL_NAMES: &str = "\
    TVtvtable for ;TTtVTT for ;TIttypeinfo for ;TSttypeinfo name for ;TAatemplate parameter object for ;\
    Thhnon-virtual thunk to ;Tvvvirtual thunk to ;Tcccovariant return thunk to ;TFttypeinfo fn for ;TJtjava Class for ;\
    THnTLS init function for ;TWnTLS wrapper function for ;GVnguard variable for ;GRrreference temporary for ;\
    GAehidden alias for ;Grjjava resource ;GIminitializer for module ;TCC;GTG";

/// What stands behind `code` in a table; nothing if it is not there.
fn find(table: &'static str, code: &[u8]) -> &'static [u8] {
    let mut entries = table.as_bytes().split(|&byte| byte == b';');
    entries.find_map(|entry| entry.strip_prefix(code)).unwrap_or_default()
}

/// The operator of a code: a digit for how many operands it takes, and how it is written.
pub fn operator(code: &[u8]) -> &'static [u8] {
    find(OPERATORS, code)
}

/// The builtin type of a letter.
pub fn builtin(letter: char) -> &'static [u8] {
    let index = (letter as usize).wrapping_sub('a' as usize);
    BUILTINS.get(index).map_or(&[], |text| text.as_bytes())
}

/// The builtin type of the letter behind a `D`.
pub fn builtin_with_d(letter: char) -> &'static [u8] {
    find(BUILTINS_WITH_D, &[letter as u8])
}

/// What literals of that builtin type end with, if they are written without their type.
pub fn literal_suffix(builtin: &[u8]) -> Option<&'static [u8]> {
    find(LITERAL_SUFFIXES, builtin).strip_prefix(b":")
}

/// Whether a builtin type is a floating-point type whose literals are bytes.
pub fn is_float(builtin: &[u8]) -> bool {
    find(FLOATS, builtin) == b":"
}

/// The special name of a code: a letter for what follows, and what is written in front of it.
pub fn special_name(code: &[u8]) -> &'static [u8] {
    find(SPECIAL_NAMES, code)
}
