"use strict";
// How the engine and the one process of ours inside a job's walls talk: a head in JSON and bytes, each with its length in
// front. Plain JavaScript, because it is read on both sides.

/** What comes out of a job may be anything; neither side holds more of it than this. */
const LIMIT = { head: 32 * 1024 * 1024, body: 256 * 1024 * 1024 };

function frame(head, body = Buffer.alloc(0)) {
    const text = Buffer.from(JSON.stringify(head));
    const lengths = Buffer.alloc(8);
    lengths.writeUInt32BE(text.length, 0);
    lengths.writeUInt32BE(body.length, 4);
    return Buffer.concat([lengths, text, body]);
}

/** Takes bytes as they come; calls `hear(head, body)` for each whole frame, and throws for what is none. */
function reader(hear) {
    let chunks = [];
    let held = 0;
    let wanted = 8;
    return (chunk) => {
        chunks.push(chunk);
        held += chunk.length;
        while (held >= wanted) {
            const bytes = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
            chunks = [bytes];
            const [head, body] = [bytes.readUInt32BE(0), bytes.readUInt32BE(4)];
            if (head > LIMIT.head || body > LIMIT.body) throw new Error("a frame of more bytes than there may be");
            wanted = 8 + head + body;
            if (held < wanted) return;
            const parsed = JSON.parse(bytes.toString("utf8", 8, 8 + head));
            if (typeof parsed !== "object" || parsed === null) throw new Error("a frame without a head");
            chunks = [bytes.subarray(wanted)];
            held -= wanted;
            const content = bytes.subarray(8 + head, wanted);
            wanted = 8;
            hear(parsed, content);
        }
    };
}

module.exports = { frame, reader };
