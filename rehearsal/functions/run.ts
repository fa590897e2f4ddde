// One run of a function, in walls of its own: as Lambda begins it, with the SDK and the internet as the engine has them.
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

import type { Json } from "../../plan/document";
import { NotRehearsed } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import { clientOf, placePrograms } from "../jobs/clients";
import type { CommandHandler } from "../jobs/command-server";
import { JobRoom } from "../jobs/job-room";
import type { Room } from "../sandbox/room";
import { isolationSupport } from "../sandbox/isolation-support";
import { reach } from "./reach";
import type { FunctionText } from "../services/function-text";

/** As it ended: with what it answered, or as Lambda tells of what it threw. */
export type Ended =
    { readonly answer: Json } | { readonly error: { readonly errorType: string; readonly errorMessage: string } };

const INSIDE = join(__dirname, "inside");
const PORT = { port: 4566, word: "-" };

/** @param programs what answers the commands it starts, and so its SDK */
export async function runFunction(
    account: LocalAccount,
    { name, place, language, handler, files, variables }: FunctionText,
    event: Json,
    programs: (room: Room) => CommandHandler,
): Promise<Ended> {
    const { namespaces, network } = isolationSupport();
    if (!namespaces || !network)
        throw new NotRehearsed("a function of Lambda on this machine: it only runs inside a sandbox");
    const room = new JobRoom(join(account.folder, "jobs", randomUUID()));
    try {
        const asked = programs(room.room);
        room.answer = (request) =>
            request.program === "reach" ? reach(account, request.argv[0] ?? "") : asked(request);
        placePrograms(`${room.folder.local.from}/bin`, { reach: clientOf("reach", PORT) });
        const { cwd } = room.files;
        const at = (...path: string[]) => posix.join(cwd, ...path);
        for (const [path, bytes] of files) await room.files.write(at("task", path), bytes);
        for (const file of readdirSync(INSIDE)) {
            const bytes = readFileSync(join(INSIDE, file));
            await room.files.write(at("runtime", file), bytes);
            // Where a module that is imported looks for it, and no hook of ours is asked.
            if (file.startsWith("client-"))
                await room.files.write(
                    at("node_modules/@aws-sdk", file.replace(/\.cjs$/, ""), "index.js"),
                    alias(file),
                );
        }
        await room.files.write(at("event.json"), Buffer.from(JSON.stringify(event)));
        const env = {
            ...(await room.environment()),
            ...variables,
            ...{ AWS_REGION: place.region, AWS_LAMBDA_FUNCTION_NAME: name },
        };
        const program =
            language === "nodejs"
                ? [process.execPath, at("runtime/bootstrap.cjs")]
                : [posix.join(room.folder.bin, "python3"), at("runtime/bootstrap.py")];
        const words: string[] = [];
        const log = (line: string): void => void words.push(line);
        await room.room.start([...program, at("task"), handler], { cwd, env, log }).ended;
        for (const line of words) account.say(name, line);
        const said = await room.files.read(at("answer.json")).catch(() => undefined);
        if (said) return JSON.parse(said.toString("utf8")) as Ended;
        return {
            error: { errorType: "Runtime.ExitError", errorMessage: words.at(-1) ?? "it ended without an answer" },
        };
    } finally {
        await room.close();
    }
}

/** Named exports are found in what is written as a list of them, so a module is named and not copied. */
function alias(file: string): Buffer {
    return Buffer.from(`module.exports = { ...require("../../../runtime/${file}") };\n`);
}
