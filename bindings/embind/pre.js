// The minimal runtime leaves out what the whole of embind names but hardly uses.
var asm;
var UTF16Decoder = new TextDecoder("utf-16le");
function assert(condition) {
  if (!condition) throw new Error("idleguard: glue");
}
