import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";

import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { z } from "zod";

import { parseSettings, readSettings, SettingsError } from "../../stacks/settings";
import type * as module from "../../stacks/settings";
import { kinds } from "../../stacks/kinds";
import { mutated } from "../support/mutant";
import { mistakes } from "./mistakes";
import {
    asPulumiGivesIt,
    changed,
    complaint,
    isPromoted,
    parsed,
    type Raw,
    regionsOf,
    root,
    stackFile,
} from "./stack-files";

const shipped = ["", "examples/blue-green-web/"].flatMap((folder) =>
    ["staging", "prod"].map((stack) => ({ file: `${folder}Pulumi.${stack}.yaml`, stack })),
);
const context = { project: "fairlead", environment: "staging" };
const staging = (): Raw => stackFile("Pulumi.staging.yaml");

describe("settings", () => {
    for (const { file, stack } of shipped) {
        it(`of ${file} are right, as YAML and as Pulumi gives them`, () => {
            const raw = stackFile(file);
            assert.deepStrictEqual(parsed(asPulumiGivesIt(raw), stack), parsed(raw, stack));
        });
    }

    it("fill in every default of a line that says only where it ends", () => {
        const services = { web: { deploy: { kind: "ecs", port: 8080 } } };
        const raw = { "aws:region": "eu-west-1", "fairlead:account": "111122223333", "fairlead:services": services };
        const settings = parsed({ ...raw, "fairlead:loosen": ["plain-http"] });
        const web = settings.services["web"];
        assert.deepStrictEqual(web?.build, { kind: "codebuild", context: ".", dockerfile: "Dockerfile" });
        assert.deepStrictEqual(web.source, { kind: "codecommit", branch: "main" });
        assert.equal(web.deploy.count, 2);
        assert.deepStrictEqual(
            { ...settings, services: {} },
            {
                ...context,
                account: "111122223333",
                region: "eu-west-1",
                partition: "aws",
                promotesTo: [],
                network: { nat: "single", cidr: "10.0.0.0/16" },
                fromAccount: {},
                loosen: ["plain-http"],
                connections: {},
                services: {},
                approval: { required: false, timeoutHours: 24 },
                notify: [],
                logRetentionDays: 90,
            },
        );
    });

    it("are the same with the defaults that Pulumi.yaml hands over for what is not set, and with more lines than a team takes", () => {
        const { config } = parse(readFileSync(path.join(root, "Pulumi.yaml"), "utf8")) as {
            config: Record<string, { default?: unknown }>;
        };
        const defaults = Object.fromEntries(
            Object.entries(config).flatMap(([key, { default: value }]) => (value === undefined ? [] : [[key, value]])),
        );
        const services = Object.fromEntries(
            Array.from({ length: 9 }, (_, at) => [`line-${at}`, { deploy: { kind: "ecs", port: 8080 } }]),
        );
        const raw = { "aws:region": "eu-west-1", "fairlead:account": "111122223333", "fairlead:services": services };
        const loosened = { ...raw, "fairlead:loosen": ["plain-http"] };
        assert.deepStrictEqual(parsed({ ...defaults, ...loosened }), parsed(loosened));
    });

    it("make nothing and ask a person where releases come from elsewhere", () => {
        const settings = parsed(stackFile("Pulumi.prod.yaml"), "prod");
        assert.deepStrictEqual(Object.keys(settings.services["web"] ?? {}), ["registry", "deploy"]);
        assert.deepStrictEqual(settings.approval, { required: true, timeoutHours: 24 });
    });

    it("take the empty defaults of Pulumi.yaml for not set", () => {
        const without = changed(staging(), { promotesTo: undefined });
        const empty = changed(without, { promotesFrom: {}, promotesTo: [], approval: {}, logRetentionDays: "90" });
        assert.deepStrictEqual(parsed(empty), parsed(without));
        assert.match(complaint(changed(staging(), { account: "" })) ?? "", /fairlead:account is not set/);
    });

    it("know an existing network, and the partitions of AWS", () => {
        const existing = { vpcId: "vpc-1", publicSubnetIds: ["subnet-1", "subnet-2"] };
        const { network } = parsed(changed(staging(), { network: { existing } }));
        assert.deepStrictEqual(network, { existing: { ...existing, privateSubnetIds: [] } });
        const partition = (region: string): string => parsed(changed(staging(), { "aws:region": region })).partition;
        assert.deepStrictEqual(["eu-west-1", "cn-north-1", "us-gov-west-1", "ap-southeast-2"].map(partition), [
            "aws",
            "aws-cn",
            "aws-us-gov",
            "aws",
        ]);
    });

    it("cannot be changed, however deep", () => {
        const loose = (value: unknown): boolean =>
            typeof value === "object" &&
            value !== null &&
            (!Object.isFrozen(value) || Object.values(value).some(loose));
        assert.equal(loose(parsed(staging())), false);
    });

    it("leave the configuration they were read from alone", () => {
        const raw = staging();
        parsed(raw);
        assert.deepStrictEqual(raw, staging());
    });

    it("accept one more kind of source by a longer list alone", () => {
        const gitea = { kind: "gitea", settings: z.strictObject({ host: z.string() }) };
        const more = { ...kinds, sources: [...kinds.sources, gitea] };
        const raw = changed(stackFile("examples/blue-green-web/Pulumi.staging.yaml"), {
            "services.web.source": { kind: "gitea", host: "git.example.com" },
        });
        const { source } = parseSettings(raw, context, more).services["web"] ?? {};
        assert.deepStrictEqual(source, { kind: "gitea", host: "git.example.com" });
        assert.throws(
            () => parseSettings(changed(raw, { "services.web.source": { kind: "gittea" } }), context, more),
            /allowed: one of codecommit, github, gitlab, bitbucket, gitea\n {2}fix: pulumi config set --stack staging --path \\\n +'fairlead:services.web.source.kind' 'gitea'/,
        );
    });
});

describe("settings refuse", () => {
    for (const { title, stack, change, says } of mistakes) {
        it(title, () => {
            const raw = changed(stackFile(`Pulumi.${stack}.yaml`), change);
            const [heading, ...told] =
                complaint(raw, stack, { regionOf: regionsOf(raw, stack), isPromoted })?.split("\n") ?? [];
            assert.match(heading ?? "", new RegExp(`^\\d settings? of stack ${stack} (is|are) wrong$`));
            assert.equal(told.join("\n"), says);
        });
    }

    it("another region only where it is this stack's own file that the others stand beside", () => {
        const raw = changed(staging(), { "aws:region": "eu-central-1" });
        const beside = (own: string | undefined, other: string | undefined) => ({
            regionOf: (stack: string) => (stack === "staging" ? own : other),
        });
        assert.match(complaint(raw, "staging", beside("eu-central-1", "eu-west-1")) ?? "", /^aws:region is/m);
        for (const [own, other] of [
            ["eu-west-1", "eu-west-1"],
            [undefined, "eu-west-1"],
            ["eu-central-1", undefined],
            ["eu-central-1", "eu-central-1"],
        ] as const)
            assert.equal(complaint(raw, "staging", beside(own, other)), undefined, `${own}, ${other}`);
    });

    it("everything at once, in one error", () => {
        const both = changed(staging(), {
            "services.web.deploy.port": 0,
            "services.web.deploy.memory": 700,
            account: 1,
        });
        const told = complaint(both) ?? "";
        assert.match(told, /^3 settings of stack staging are wrong\n/);
        assert.deepStrictEqual(told.match(/^fairlead:\S+/gm), [
            "fairlead:account",
            "fairlead:services.web.deploy.port",
            "fairlead:services.web.deploy.memory",
        ]);
    });

    it("in the words of the file that was asked for, quoted where a shell needs it", () => {
        const told = complaint(changed(staging(), { "services.web.deploy.port": 0, netwrok: {} }), "staging", {
            configFile: "my own.yaml",
        });
        assert.match(told ?? "", /pulumi config set --stack staging --config-file 'my own.yaml' --path \\\n/);
        assert.match(told ?? "", /fix: rename netwrok to network in my own.yaml$/m);
    });

    it("a build whose result the target cannot run", () => {
        const tarball = {
            kind: "tarball",
            settings: z.strictObject({}),
            needsSource: true,
            carries: { kind: "bundle" },
        };
        const more = { ...kinds, builds: [...kinds.builds, tarball] };
        const raw = changed(staging(), { "services.web.build": { kind: "tarball" } });
        assert.throws(() => parseSettings(raw, context, more), {
            message: `1 setting of stack staging is wrong

fairlead:services.web.build.kind is tarball, whose result is of kind bundle; ecs
    takes kind image
  allowed: one of codebuild, docker, pushed, workflow
  fix: pulumi config set --stack staging --path \\
         'fairlead:services.web.build.kind' 'codebuild'`,
        });
    });

    it("names that grow too long with the stack's", () => {
        const environment = "a-stack-of-so-many-letters";
        const told = complaint(
            changed(staging(), { "services.a-line-of-eighteen": { deploy: { kind: "ecs", port: 1 } } }),
            environment,
        );
        assert.equal(
            told,
            `1 setting of stack ${environment} is wrong

fairlead:services.a-line-of-eighteen makes the IAM role
    a-line-of-eighteen-ship-evidence-a-stack-of-so-many-letters-… 67 characters
    long
  allowed: AWS allows 64: shorten the line's name or the stack's by 3
  fix: rename a-line-of-eighteen in Pulumi.${environment}.yaml, or
       the stack: pulumi stack rename`,
        );
    });

    it("a stack's name that no bucket can carry", () => {
        const letters = `the stack's name is "Prod_1"
  allowed: lower-case letters, digits and single dashes, as buckets and image
           repositories are named after it
  fix: pulumi stack rename --stack Prod_1 prod-1`;
        assert.equal(complaint(staging(), "Prod_1"), `1 setting of stack Prod_1 is wrong\n\n${letters}`);
        assert.match(
            complaint(staging(), "s".repeat(40)) ?? "",
            /makes the bucket\s+fairlead-s+-releases-111122223333 71/,
        );
    });

    it("an encrypted services, without repeating anything of it", () => {
        const leaky = changed(staging(), {
            "services.web.deploy.environment": { PASSWORD: 1, TOKEN: "correct horse" },
        });
        const told = complaint(leaky, "staging", { secretKeys: ["fairlead:services"] });
        assert.equal(
            told,
            `1 setting of stack staging is wrong

fairlead:services is encrypted, or holds something that is
  allowed: no secret, as Pulumi hands it to the program in plain text
           (pulumi#7127); keep it in Secrets Manager, and give its ARN under
           secrets of the line, or below fairlead:secrets, where a setting takes
           its name
  fix: take every secure: below fairlead:services out of the stack's file`,
        );
    });

    it("what would harm whoever reads it", () => {
        const proto = JSON.parse('{ "__proto__": { "deploy": { "kind": "ecs", "port": 8080 } } }') as unknown;
        assert.match(
            complaint(changed(staging(), { services: proto })) ?? "",
            /services.__proto__ is a name that JavaScript/,
        );
        const deep = "[".repeat(50_000) + "]".repeat(50_000);
        assert.match(complaint(changed(staging(), { notify: deep })) ?? "", /is nested more than 20 levels deep/);
        assert.match(complaint(changed(staging(), { logRetentionDays: 1e308 })) ?? "", /logRetentionDays is 1e\+308/);
        assert.match(
            complaint(changed(staging(), { services: "x".repeat(1e6) })) ?? "",
            /services is a text of 1000000 characters, not repeated here/,
        );
    });

    it("in lines that fit a terminal, commands that can be pasted aside", () => {
        for (const { says } of mistakes) {
            const long = says.split("\n").filter((line) => line.length > 80 && !/^ {9}'|^ {4}\S+$/.test(line));
            assert.deepStrictEqual(long, []);
        }
    });
});

describe("reading the settings of the running stack", () => {
    afterEach(() => pulumi.runtime.setAllConfig({}));

    it("asks Pulumi for project, stack, configuration and what of it is secret", async () => {
        await pulumi.runtime.setMocks(
            { newResource: () => ({ id: "", state: {} }), call: () => ({}) },
            "fairlead",
            "staging",
        );
        pulumi.runtime.setAllConfig(asPulumiGivesIt(staging()));
        const { checkouts, ...settings } = readSettings();
        assert.deepStrictEqual(settings, parsed(staging()));
        assert.deepStrictEqual(Object.keys(checkouts ?? {}), ["web"]);
        pulumi.runtime.setAllConfig(asPulumiGivesIt(staging()), ["fairlead:services"]);
        assert.throws(
            readSettings,
            /fairlead:services (\(Pulumi\.staging\.yaml:\d+\) )?is encrypted, or holds something that\s+is/,
        );
    });

    it("throws what Pulumi prints without a stack trace", () => {
        const thrown = (): unknown => parsed({});
        assert.throws(thrown, (error) => error instanceof SettingsError && pulumi.RunError.isInstance(error));
    });
});

describe("values under keys that are none", () => {
    const repeats = (change: Record<string, unknown>, parse = parsed): boolean => {
        try {
            parse(changed(stackFile("Pulumi.staging.yaml"), change));
        } catch (error) {
            return (error as Error).message.includes("hunter2");
        }
        return assert.fail("it was taken for a setting");
    };
    const places = ["password", "services.web.password", "services.web.deploy.password", "services.password"].concat([
        "services.web.deploy.prot",
        "services.web.healthPath",
        "accuont",
        "network.password",
        "services.Pass Word",
    ]);

    it("are not repeated, nested ones neither", () => {
        for (const place of places)
            for (const value of ["hunter2", ["hunter2"], { password: "hunter2" }, [{ a: "hunter2" }]])
                assert.equal(repeats({ [place]: value }), false, `${place}: ${JSON.stringify(value)}`);
        assert.equal(repeats({ environment: "hunter2", promotesFrom: { account: "111122223333" } }), false);
        assert.equal(repeats({ services: '{"web": {"password": "hunter2"' }), false);
    });

    it("mutant: a name that somebody chose is a key as well", () => {
        const { parseSettings } = mutated<typeof module>("stacks/settings", "stacks/settings/mistakes/explain", [
            "(isChosen || ",
            "(false || ",
        ]);
        assert.ok(repeats({ "services.password": "hunter2" }, (raw) => parseSettings(raw, context)));
    });
});
