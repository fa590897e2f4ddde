// Lines of a terminal as a picture: for pages that show what a terminal shows.
import { escape } from "../../../text/svg";

const [LETTER, LINE, MARGIN] = [8.4, 20, 16];
/** By what a line of the tree begins with. */
const COLOURS: readonly (readonly [mark: RegExp, colour: string])[] = [
    [/^ *✓/, "#7ee787"],
    [/^ *✗/, "#ff7b72"],
    [/^ *\?/, "#e3b341"],
    [/^ *·/, "#8b949e"],
];

/** @param title what the picture shows, for whoever does not see it */
export function terminalSvg(title: string, lines: readonly string[]): string {
    const width = Math.ceil(Math.max(...lines.map(({ length }) => length)) * LETTER + 2 * MARGIN);
    const height = lines.length * LINE + 2 * MARGIN;
    const shown = lines.map((line, at) => {
        const colour = COLOURS.find(([mark]) => mark.test(line))?.[1] ?? "#e6edf3";
        // Blanks in a row are one in a picture, unless they hold together.
        const text = escape(line).replaceAll(" ", "\u00a0");
        return `  <text x="${MARGIN}" y="${MARGIN + at * LINE + 14}" fill="${colour}">${text}</text>`;
    });
    return [
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escape(title)}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14">`,
        `  <rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>`,
        ...shown,
        "</svg>",
        "",
    ].join("\n");
}
