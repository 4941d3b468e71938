// The half of embind that runs in JavaScript, for a module whose functions all take one text and
// return one: 2 KB less than the general one. C++ declares its bindings to embind as ever; this
// answers what that declaration calls. It leans on the inside of one compiler version (the wire
// form of a string is its length in 32 bits and its bytes), hence the gate in `module.cmake`; a
// test builds and runs the general one, too. Delete this file when embind is small by itself.
mergeInto(LibraryManager.library, {
  _embind_register_function: function (name, _argCount, _argTypes, _signature, invoker, target) {
    let end = name;
    while (HEAPU8[end]) ++end;
    const decoder = new TextDecoder();
    const read = (from, to) => decoder.decode(HEAPU8.subarray(from, to));
    const call = wasmTable.get(invoker);
    Module[read(name, end)] = (text) => {
      const bytes = new TextEncoder().encode(text);
      const argument = _malloc(bytes.length + 5);
      HEAPU32[argument >> 2] = bytes.length;
      HEAPU8.set(bytes, argument + 4);
      const result = call(target, argument);
      _free(argument);
      const answer = read(result + 4, result + 4 + HEAPU32[result >> 2]);
      _free(result);
      return answer;
    };
  },
});
