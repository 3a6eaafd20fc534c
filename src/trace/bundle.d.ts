/** A module with everything it imports, as the text of one script that defines `guest`; made by the build. */
declare module '*?bundle' {
  const script: string;
  export default script;
}
