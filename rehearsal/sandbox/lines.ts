import { StringDecoder } from "node:string_decoder";

/** A line without an end would be kept for ever. */
const LONGEST = 65_536;

/** Takes what a program writes, and hands it on line by line, the last one though it is not finished. */
export class Lines {
    private readonly decoder = new StringDecoder("utf8");
    private rest = "";

    constructor(private readonly log: (line: string) => void) {}

    public take(bytes: Buffer): void {
        const lines = (this.rest + this.decoder.write(bytes)).split("\n");
        this.rest = lines.pop() ?? "";
        for (const line of lines) this.log(line);
        if (this.rest.length > LONGEST) this.end();
    }

    public end(): void {
        if (this.rest !== "") this.log(this.rest);
        this.rest = "";
    }
}
