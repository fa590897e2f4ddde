// What runs is asked before it is live, and one wrong answer keeps it from being so.
import assert from "node:assert/strict";

import { needTools, run, unneeded, type Json } from "./fixture";

const home = { name: "home", path: "/", status: 200, contains: "Welcome" };
const orders = { name: "orders", path: "/orders?page=1", status: 200, host: "shop.example.com" };
/** Answers by path, "404 …" with another status; writes down what it was asked. */
const curl = `() {
    local out="" url=""
    printf '%s\\n' "$*" >&3
    while [ $# -gt 0 ]; do
        case $1 in --output) out=$2; shift ;; http*) url=$1 ;; esac
        shift
    done
    case $url in
        *none*) printf 000; echo "curl: (28) timed out" >&2; return 28 ;;
        *orders*) printf 'orders' >"$out"; printf 200 ;;
        *gone*) printf 'Welcome' >"$out"; printf 404 ;;
        *) printf 'Welcome to 2.0.0' >"$out"; printf 200 ;;
    esac
}`;

function asked(requests: readonly Json[], mutant?: readonly [string, string]): ReturnType<typeof run> {
    return run(["checks-ask"], {
        env: { URL: "https://web-1.elb.amazonaws.com", REQUESTS: JSON.stringify(requests), "BASH_FUNC_curl%%": curl },
        world: { registry: "", s3: {}, ecr: {}, deny: [] } as never,
        then: `mkdir -p out; exec 3>out/curl; release_id=web-1; echo '[]' >"$scratch/asked.json"; checks_ask; cp "$scratch/asked.json" out/; exec 3>&-`,
        ...(mutant ? { mutant } : {}),
    });
}
describe("script checks-ask", function () {
    this.timeout(30_000);
    before(function () {
        needTools(this);
    });

    it("asks the load balancer for each page, by the domain of its users, and keeps how each answer begins", () => {
        const { code, err, file, json } = asked([home, orders]);
        assert.equal(code, 0, err);
        const to = "--connect-to shop.example.com::web-1.elb.amazonaws.com:";
        const words = (file("curl") ?? "").trim().split("\n");
        assert.deepEqual(
            words.map((line) => [line.includes(to), line.split(" ").at(-1)]),
            [
                [false, "https://web-1.elb.amazonaws.com/"],
                [true, "https://shop.example.com/orders?page=1"],
            ],
        );
        const check = { kind: "check", passed: true, required: true };
        assert.deepEqual(json("asked.json"), [
            { ...check, name: "home", report: { at: "https://web-1.elb.amazonaws.com/", begins: "Welcome to 2.0.0" } },
            { ...check, name: "orders", report: { at: "https://shop.example.com/orders?page=1", begins: "orders" } },
        ]);
    });

    it("asks three times, then says all that is wrong at once", () => {
        const { code, err, sleeps } = asked([
            { ...home, path: "/gone" },
            { ...home, name: "text", contains: "Goodbye" },
            { ...home, name: "silent", path: "/none" },
        ]);
        assert.deepEqual([code, sleeps], [1, 6]);
        const at = "https://web-1.elb.amazonaws.com";
        assert.ok(
            err.includes(
                `home: asked ${at}/gone for status 200, found 404; text: asked ${at}/ for an answer with "Goodbye" in it, found none; silent: asked ${at}/none for status 200, found no answer, curl: (28) timed out ; nothing is recorded as live`,
            ),
            err,
        );
    });

    it("takes a status that is asked for, whatever it is, and text for text", () => {
        assert.equal(asked([{ ...home, path: "/gone", status: 404 }]).code, 0);
        assert.equal(asked([{ ...home, contains: "W.lcome" }]).code, 1);
        assert.equal(asked([{ ...home, contains: "--version" }]).code, 1);
    });

    it("mutant: when what is wrong is not held, it is live", () => {
        const mutant = ['[ -z "$wrong" ] || fail', "true || fail"] as const;
        assert.equal(asked([{ ...home, path: "/gone" }], mutant).code, 0);
    });

    it("needs every call its header names", () => assert.deepEqual(unneeded(["checks-ask"]), ["checks-ask: nothing"]));
});
