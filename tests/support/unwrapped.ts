/** An error of the command line before it was broken into lines of a page. */
export const unwrapped = (text: string): string => text.replace(/\n {2}(?=\S)/g, " ");
