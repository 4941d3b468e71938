// The minimal runtime leaves out what embind's glue names but hardly uses.
function assert(condition) {
  if (!condition) throw new Error("idleguard: glue");
}
