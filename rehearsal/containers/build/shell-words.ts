// Which programs a text for a shell names, as far as its text tells. What it does not find runs and fails, or does not; so
// it may miss one, but finds none that is not there.

/** They stand before a command and are none. */
const BEFORE = new Set([
    "!",
    "{",
    "(",
    "if",
    "then",
    "else",
    "elif",
    "while",
    "until",
    "do",
    "time",
    "exec",
    "command",
]);
const ENDS = /[;&|\n()`]/;
const ASSIGNMENT = /^[A-Za-z_]\w*=/;

/** @param command a list as it is run, or a text for the shell */
export function programsIn(command: string | readonly string[]): readonly string[] {
    if (typeof command === "string") return [...new Set(commandWords(command))];
    const [program = "", flag = "", script] = command;
    const isShell = /(^|\/)(ba|da|a)?sh$/.test(program) && /^-\w*c$/.test(flag) && script !== undefined;
    return isShell ? [nameOf(program), ...programsIn(script)] : [nameOf(program)];
}

function commandWords(text: string): string[] {
    const found: string[] = [];
    let word = "";
    let first = true;
    let redirects = false;
    const end = () => {
        if (word === "") return;
        if (redirects) redirects = false;
        else if (first && !ASSIGNMENT.test(word) && !BEFORE.has(word)) {
            if (/^[\w@.+/[-]+$/.test(word)) found.push(nameOf(word));
            first = false;
        }
        word = "";
    };
    for (let at = 0; at < text.length; at += 1) {
        const letter = text.charAt(at);
        if (letter === "\\") {
            word += text.charAt(at + 1);
            at += 1;
        } else if (letter === "'") {
            const close = text.indexOf("'", at + 1);
            word += `${text.slice(at + 1, close === -1 ? text.length : close)} `;
            at = close === -1 ? text.length : close;
        } else if (letter === '"') {
            const close = closing(text, at + 1);
            const inside = text.slice(at + 1, close);
            // What stands in $(…) is run, also between quotes.
            for (const [, run = ""] of inside.matchAll(/\$\(([^()]*)\)/g)) found.push(...commandWords(run));
            word += /^[\w./-]+$/.test(inside) ? inside : " ";
            at = close;
        } else if (letter === "#" && word === "") at = endOfLine(text, at);
        else if (ENDS.test(letter)) {
            end();
            first = true;
        } else if (/\s/.test(letter)) end();
        else if (letter === "<" || letter === ">") {
            // `2>` is no word.
            if (/^\d$/.test(word)) word = "";
            end();
            redirects = true;
            // `>&1` names no file.
            if (text.charAt(at + 1) === "&") at += 1;
        } else word += letter;
    }
    end();
    return found;
}

function closing(text: string, from: number): number {
    for (let at = from; at < text.length; at += 1) {
        if (text.charAt(at) === "\\") at += 1;
        else if (text.charAt(at) === '"') return at;
    }
    return text.length;
}

function endOfLine(text: string, from: number): number {
    const end = text.indexOf("\n", from);
    return end === -1 ? text.length : end - 1;
}

function nameOf(path: string): string {
    return path.replace(/^\/(usr\/)?s?bin\//, "");
}
