/** What a log shows where a secret stood. */
const STARS = "***";

/** What must not be read in the log of a job. https://docs.github.com/en/actions/reference/security/secrets */
export class Masks {
    private readonly words = new Set<string>();

    constructor(secrets: Iterable<string> = []) {
        for (const secret of secrets) this.add(secret);
    }

    /** Each line of it as well, as a log is made of lines; and what it becomes in JSON, in an address and in base64. */
    public add(secret: string): void {
        for (const line of secret.split(/\r?\n/)) {
            if (line.trim() === "") continue;
            const told = JSON.stringify(line).slice(1, -1);
            for (const word of [line, told, encodeURIComponent(line), Buffer.from(line).toString("base64")])
                this.words.add(word);
        }
    }

    public hides(text: string): boolean {
        return [...this.words].some((word) => text.includes(word));
    }

    /** The longest first: one secret may be the beginning of another. */
    public hide(text: string): string {
        const ordered = [...this.words].sort((a, b) => b.length - a.length);
        return ordered.reduce((shown, word) => shown.replaceAll(word, STARS), text);
    }
}
