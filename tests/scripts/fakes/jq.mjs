// What jq was asked: it answers the same to the same words and the same bytes, so each question is put to it once in a
// process. jq 1.6 takes longer to start than all of a script between two of its questions.
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { workerData } from "node:worker_threads";

/** Filters that ask for more than words and files. */
const ASKS_ELSEWHERE = /\$ENV|\b(env|now|localtime|mktime|input_filename|import|include)\b/;
/** How many words follow an option, and whether the last of them is a file. */
const FOLLOWED = { "--arg": [2, false], "--argjson": [2, false], "--slurpfile": [2, true], "--rawfile": [2, true] };
const FLAGS = /^-[rcnjesS]+$/;

/** Folders of answers by what was asked. */
const answers = new Map();

/**
 * `itself` where jq has to be asked whatever it said before, `piped` where the question lacks what is piped in. Otherwise
 * the folder of the answer, after `known`, or `words` or `input` where jq has to write it there, asked without or with that.
 * @param input what was piped in, or undefined where nobody has read it yet
 */
export function jq(words, workingFolder, input) {
    const question = createHash("sha256");
    const loose = [];
    let pipes = true;
    try {
        const add = (kind, bytes) => question.update(`${kind}${bytes.length}\0`).update(bytes);
        const addFile = (path) => {
            // These are another file in each process.
            if (/^\/(dev|proc)\//.test(path)) throw new Error(path);
            add("file", readFileSync(resolve(workingFolder, path)));
        };
        for (let at = 0; at < words.length; at++) {
            const [count, isFile] = FOLLOWED[words[at]] ?? [0, false];
            if (count > 0) {
                add("word", Buffer.from(words.slice(at, at + count + (isFile ? 0 : 1)).join("\0")));
                if (isFile) addFile(words[at + count]);
                at += count;
            } else if (FLAGS.test(words[at])) {
                add("word", Buffer.from(words[at]));
                pipes &&= !words[at].includes("n");
            } else if (words[at].startsWith("-")) return "itself";
            else loose.push(words[at]);
        }
        const [filter = ".", ...files] = loose;
        if (ASKS_ELSEWHERE.test(filter)) return "itself";
        add("filter", Buffer.from(filter));
        files.forEach(addFile);
        pipes &&= files.length === 0;
        if (pipes && input === undefined) return "piped";
        if (pipes) add("input", Buffer.from(input));
    } catch {
        // A file that cannot be read is jq's to complain of.
        return "itself";
    }
    const key = question.digest("hex");
    const known = answers.get(key);
    if (known !== undefined && existsSync(join(known, "code"))) return `known ${known}`;
    // A folder for each who asks: two may ask the same before the first has its answer.
    const folder = mkdtempSync(join(workerData.memory, "answer-"));
    answers.set(key, folder);
    return `${pipes ? "input" : "words"} ${folder}`;
}
