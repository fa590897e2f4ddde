import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";

import fc from "fast-check";

import { needTools, scriptText } from "./fixture";

interface Verdict {
    readonly passes: boolean;
    readonly because: "approver" | "own" | "unnamed" | null;
}
interface Pair {
    readonly approver: unknown;
    readonly pushers: readonly unknown[];
    readonly loosened: readonly string[];
}
type Mutant = readonly [sound: string, wrong: string];

/** Puts each value through a filter of the words about persons, all of them in one process. */
function asked<T>(filter: string, values: readonly unknown[], mutant?: Mutant, logins?: object): T[] {
    const words = scriptText("identity");
    if (mutant)
        assert.equal(words.split(mutant[0]).length, 2, `the mutant's text must stand exactly once: ${mutant[0]}`);
    const text = mutant ? words.replace(mutant[0], () => mutant[1]) : words;
    const { stdout, stderr, status } = spawnSync("bash", ["-c", `${text}\njq -c "$IDENTITY"'${filter}'`], {
        input: values.map((value) => JSON.stringify(value)).join("\n"),
        env: { PATH: process.env["PATH"], ...(logins ? { PEOPLE: JSON.stringify(logins) } : {}) },
        encoding: "utf8",
        maxBuffer: 1 << 26,
    });
    assert.equal(status, 0, stderr);
    return stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as T);
}
const whatIs = (arns: readonly unknown[], mutant?: Mutant, logins?: object): string[] =>
    asked<{ is: string; who: string | null }>("identity", arns, mutant, logins).map(({ is, who }) =>
        who === null ? is : `${is} ${who}`,
    );
const verdicts = (pairs: readonly Pair[], mutant?: Mutant): Verdict[] =>
    asked<Verdict>("four_eyes(.approver; .pushers; .loosened)", pairs, mutant);

const user = (name: string) => `arn:aws:iam::111122223333:user/${name}`;
const session = (name: string, role = "developer") => `arn:aws:sts::111122223333:assumed-role/${role}/${name}`;

/** The table, each row by an example; the page or the source that gives the name stands beside the row in identity.sh. */
const people: Record<string, string> = {
    [user("ana")]: "ana",
    [user("teams/web/Ana.Smith")]: "anasmith",
    "arn:aws-cn:iam::111122223333:user/ana": "ana",
    "arn:aws:sts::111122223333:federated-user/ana": "ana",
    [session("ana@example.com", "AWSReservedSSO_Developer_0123456789abcdef")]: "ana",
    [session("1234567", "AWSReservedSSO_Developer_0123456789abcdef")]: "1234567",
    [session("ana+shop@example.com")]: "ana",
    [session("u1234567@example.com")]: "u1234567",
    [session("ana.smith-jones")]: "anasmithjones",
    [session("johnson1984")]: "johnson1984",
};
const machines = [
    "arn:aws:iam::111122223333:role/deployment",
    session("AWSCodeBuild-3137f7cb-7cf7-039a-a83e-d7e0aa000000"),
    session("AWSCodeBuild"),
    session("AWSCloudFormation"),
    session("i-0123456789abcdef0"),
    session("mi-0123456789abcdef0"),
    session("GitHubActions"),
    session("GitLabRunner-42-1234"),
    session("pulumi-deployments"),
    session("terraform-run-AbC"),
    session("approve", "approve-role-a1b2c3d4"),
    session("ci@project.iam.gserviceaccount.com"),
    session("noreply@example.com"),
    user("ci-bot"),
    user("jenkins"),
];
const nobodies = [
    null,
    7,
    "",
    "unknown",
    "ana",
    "codepipeline.amazonaws.com",
    "arn:aws:iam::111122223333:root",
    session("botocore-session-1732795200"),
    session("boto3_session"),
    session("aws-sdk-js-1732795200000"),
    session("aws-sdk-js-session-1732795200000"),
    session("aws-go-sdk-1732795200000000000"),
    session("aws-sdk-java-1732795200000"),
    session("AWSCLI-Session"),
    session("default_session"),
    session("session"),
    session("1732795200000000000"),
    session("ana1732795200"),
    session("3137f7cb-7cf7-039a-a83e-d7e0aa000000"),
    session("0123456789abcdef0123456789abcdef"),
    session("Shop-Approver3A7B-9xYzAbCdEfGh"),
    session("admin"),
    session("test-user"),
    session("@example.com"),
    session("..."),
    session(""),
    session("ana", "developer/more"),
    `${user("ana")}\n`,
    user("ana smith"),
    user("аna"), // a Cyrillic first letter
    "arn:aws:sts::111122223333:assumed-role/developer",
    "arn:aws:iam::111122223333:user/",
];

describe("who stands behind an ARN", function () {
    this.timeout(60_000);
    before(function () {
        needTools(this, "bash", "jq");
    });

    it("is a person where the name is a person's, and the same one by every way that ends in it", () => {
        assert.deepEqual(
            whatIs(Object.keys(people)),
            Object.values(people).map((who) => `person ${who}`),
        );
    });

    it("is a machine where a service or a tool of CI names the session", () => {
        const found = whatIs(machines);
        assert.deepEqual(
            machines.filter((_, at) => found[at] !== "machine"),
            [],
        );
    });

    it("is nobody where a tool made the name up, and where it is no ARN at all", () => {
        const found = whatIs(nobodies);
        assert.deepEqual(
            nobodies.filter((_, at) => found[at] !== "nobody"),
            [],
        );
    });

    it("mutant: without the row for botocore, a profile without role_session_name is a person, and another one each time", () => {
        const two = [session("botocore-session-17"), session("botocore-session-18")];
        const mutant = [
            '["^(boto|boto3|botocore)([-_].*)?$", "nobody"], ["(^|[-_])session([-_]|$)", "nobody"],',
            "",
        ] as const;
        assert.deepEqual(whatIs(two, mutant), ["person botocoresession17", "person botocoresession18"]);
    });
});

describe("who stands behind a login of GitHub", function () {
    this.timeout(60_000);
    before(function () {
        needTools(this, "bash", "jq");
    });
    const login = (name: string) => `github.com/${name}`;
    const logins = { octocat: "Ana.Smith@example.com", "ci-acme": "ci-bot", odd: "session" };

    it("is the person whom the settings name, in whatever case the login is", () => {
        const found = whatIs([login("octocat"), login("OctoCat"), session("ana.smith")], undefined, logins);
        assert.deepEqual(found, ["person anasmith", "person anasmith", "person anasmith"]);
    });

    it("is nobody where the settings name none, and no person where they name none's", () => {
        const strangers = [
            login("octocat2"),
            login("ana"),
            login(""),
            "octocat",
            "https://github.com/octocat",
            login("__proto__"),
        ];
        assert.deepEqual(
            whatIs(strangers, undefined, logins),
            strangers.map(() => "nobody"),
        );
        assert.deepEqual(whatIs([login("octocat")]), ["nobody"]);
        assert.deepEqual(whatIs([login("ci-acme"), login("odd")], undefined, logins), ["machine", "nobody"]);
    });

    it("mutant: a login is its own name", () => {
        const mutant = [
            '[ltrimstr("github.com/") | ascii_downcase] // ""',
            '[ltrimstr("github.com/")] // ltrimstr("github.com/")',
        ] as const;
        assert.deepEqual(whatIs([login("ana")], mutant, logins), ["person ana"]);
    });
});

describe("four eyes", function () {
    this.timeout(60_000);
    before(function () {
        needTools(this, "bash", "jq");
    });
    const ana = user("ana");
    const ben = session("ben@example.com", "AWSReservedSSO_Approver_1");
    const generated = session("botocore-session-1732795200");
    const machine = session("AWSCodeBuild-3137f7cb-7cf7-039a-a83e-d7e0aa000000");
    const BOTH = ["own-approval", "unnamed-pushers"];

    // A push to CodeCommit and a run of `up` are told by the same kind of ARN, so a row holds for each kind of build.
    const rows: [
        name: string,
        pushers: readonly unknown[],
        approver: unknown,
        needs: readonly string[] | "nothing helps",
    ][] = [
        ["another person's", [ana], ben, []],
        ["another person's, nothing being pushed", [], ben, []],
        ["the pusher's own", [ana], session("Ana", "approver"), ["own-approval"]],
        ["the own of an earlier pusher whose push is not live yet", [ben, ana], ben, ["own-approval"]],
        ["a person's, pushed by CI or by Pulumi Deployments", [machine], ben, ["unnamed-pushers"]],
        ["a person's, pushed under a name that a tool made up", [generated], ben, ["unnamed-pushers"]],
        ["a person's, pushed by hand (an image that names no one)", [null], ben, ["unnamed-pushers"]],
        ["a person's, one of several pushers being unknown", [ana, null], ben, ["unnamed-pushers"]],
        ["one of several pushers', another being unknown", [ben, null], ben, BOTH],
        ["a machine's", [ana], machine, "nothing helps"],
        ["that of a session whose name a tool made up", [ana], generated, "nothing helps"],
        ["one that names no one", [ana], null, "nothing helps"],
        ["the account's root's", [ana], "arn:aws:iam::111122223333:root", "nothing helps"],
    ];
    const loosenings = [[], ["own-approval"], ["unnamed-pushers"], BOTH];
    for (const [name, pushers, approver, needs] of rows) {
        it(`take an approval, ${name}: ${needs === "nothing helps" ? needs : needs.join(" and ") || "yes"}`, () => {
            assert.deepEqual(
                verdicts(loosenings.map((loosened) => ({ approver, pushers, loosened }))).map(({ passes }) => passes),
                loosenings.map((given) => needs !== "nothing helps" && needs.every((one) => given.includes(one))),
            );
        });
    }

    const person = fc.constantFrom("ana", "Ana", "ben", "ben@example.com", "c.d", "c-d", "eve+x@example.com", "eve");
    const made = fc.oneof(
        fc.nat().map((at) => `botocore-session-${at}`),
        fc.nat().map((at) => `aws-sdk-js-session-${at}`),
        fc.uuid(),
        fc.constantFrom("AWSCodeBuild", "GitHubActions", "session", "i-0123456789abcdef0"),
    );
    const anyArn = (name: fc.Arbitrary<string>) =>
        fc
            .tuple(name, fc.constantFrom("developer", "approver"), fc.constantFrom("1", "2"))
            .chain(([who, role, account]) =>
                fc.constantFrom(
                    `arn:aws:iam::${account}:user/${who}`,
                    `arn:aws:iam::${account}:user/${role}/${who}`,
                    `arn:aws:sts::${account}:assumed-role/${role}/${who}`,
                    `arn:aws-us-gov:sts::${account}:federated-user/${who}`,
                ),
            );
    const unknown = fc.oneof(anyArn(made), fc.constant(null), fc.string(), fc.constant("arn:aws:iam::1:root"));
    const anyone = fc.oneof({ weight: 3, arbitrary: anyArn(person) }, unknown);
    const pair = fc.record({ approver: anyone, pushers: fc.array(anyone, { minLength: 1, maxLength: 3 }) });

    /** Written apart from the table: the person in an ARN that the arbitraries above make, or nothing. */
    function personIn(arn: unknown): string | undefined {
        const name = typeof arn === "string" && arn.startsWith("arn:") ? (arn.split("/").at(-1) ?? "") : "";
        const known = ["ana", "ben", "cd", "eve"];
        return known.find((one) => one === name.toLowerCase().split(/[@+]/)[0]?.replaceAll(/[.-]/g, ""));
    }
    const letThrough = (pairs: readonly Omit<Pair, "loosened">[], mutant?: Mutant) => {
        const found = verdicts(
            pairs.map((each) => ({ ...each, loosened: [] })),
            mutant,
        );
        return pairs.filter(({ approver, pushers }, at) => {
            const who = personIn(approver);
            const sound = who !== undefined && pushers.every((pusher) => ![undefined, who].includes(personIn(pusher)));
            assert.ok(mutant || !sound || found[at]?.passes, `refused although sound: ${JSON.stringify(pairs[at])}`);
            return found[at]?.passes === true && !sound;
        });
    };

    it("let no approval through whose pusher is unknown or the same person, for any names", () => {
        assert.deepEqual(letThrough(fc.sample(pair, 1000)), []);
    });

    for (const [name, ...mutant] of [
        ["that compares nobody", '.is == "person" and .who == $one.who', "false"],
        [
            "that passes over unknown pushers",
            'select(.is != "person") | $arn] as $unnamed',
            "select(false) | $arn] as $unnamed",
        ],
        ["that takes any approver", 'if $one.is != "person" then', "if false then"],
        ["that compares whole ARNs", '| sub("@.*"; "") | sub("\\\\+.*"; "")', ""],
        [
            "that looks at the last pusher alone",
            "def four_eyes($approver; $pushers; $loosened):",
            "def four_eyes($approver; $all; $loosened): $all[-1:] as $pushers |",
        ],
    ] as const)
        it(`mutant: a check ${name} lets some through`, () => {
            assert.notDeepEqual(letThrough(fc.sample(pair, 300), mutant), []);
        });
});
