// The program in front of a host's containers: who comes is led to the one that is live, who is in stays.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer, connect, type AddressInfo, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { root } from "../support/program";
import { needTools } from "./fixture";

const portOf = (server: Server): number => (server.address() as AddressInfo).port;
const listening = async (server: Server): Promise<Server> => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return server;
};
/** Answers every line with its own name. */
const named = (name: string): Promise<Server> =>
    listening(
        createServer((socket) => socket.on("data", () => socket.write(`${name}\n`)).on("error", () => undefined)),
    );

const ask = (socket: Socket): Promise<string> =>
    new Promise((resolve, reject) => {
        socket.once("data", (data: Buffer) => resolve(data.toString().trim()));
        socket.once("close", () => resolve("closed")).once("error", reject);
        socket.write("who\n");
    });

describe("the door of a host", function () {
    this.timeout(30_000);
    let folder: string;
    let door: ChildProcess;
    let port: number;
    let blue: Server;
    let green: Server;
    const open: Socket[] = [];
    const lead = (to: number): void => {
        writeFileSync(join(folder, "next"), JSON.stringify({ port, to }));
        renameSync(join(folder, "next"), join(folder, "live.json"));
    };
    const enter = async (): Promise<Socket> => {
        for (let times = 0; ; times++) {
            const socket = connect(port, "127.0.0.1");
            open.push(socket);
            const entered = await new Promise<boolean>((resolve) =>
                socket.once("connect", () => resolve(true)).once("error", () => resolve(false)),
            );
            if (entered || times > 100) return socket;
            await sleep(50);
        }
    };

    before(async function () {
        needTools(this, "python3");
        folder = mkdtempSync(join(tmpdir(), "door-"));
        const free = await listening(createServer());
        port = portOf(free);
        free.close();
        [blue, green] = await Promise.all([named("blue"), named("green")]);
        const text = readFileSync(join(root, "components/targets/runner-host/host/door.py"), "utf8");
        const here = text.replace("/var/lib/fairlead/live.json", join(folder, "live.json"));
        assert.notEqual(here, text);
        writeFileSync(join(folder, "door.py"), here);
        lead(portOf(blue));
        door = spawn("python3", [join(folder, "door.py")], { stdio: "ignore" });
    });
    after(() => {
        for (const socket of open) socket.destroy();
        door.kill();
        blue.close();
        green.close();
        rmSync(folder, { recursive: true });
    });

    it("leads to the container that is live, and who is in stays there while others are led elsewhere", async () => {
        const first = await enter();
        assert.equal(await ask(first), "blue");
        lead(portOf(green));
        assert.equal(await ask(await enter()), "green");
        assert.equal(await ask(first), "blue");
    });

    it("ends the connection where nothing answers, and goes on", async () => {
        lead(1);
        assert.equal(await ask(await enter()).catch(() => "closed"), "closed");
        lead(portOf(green));
        assert.equal(await ask(await enter()), "green");
    });
});
