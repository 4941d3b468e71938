// Tells the compiler what the build makes of a style sheet: its minified text, as the default
// export. It must not know where a sheet is adopted.

declare module "*.css" {
  const text: string;
  export default text;
}
