import { type StandIn, StepFailed } from "./types";

/** https://github.com/aws-actions/amazon-ecr-login */
export const ecrLogin: StandIn = {
    name: "aws-actions/amazon-ecr-login",
    fidelity: {
        evaluated: "`ecr:GetAuthorizationToken` of the role that the job has taken on",
        stoodIn: "docker's login, for the account's own registry",
        notRehearsed: "ECR Public, the registries of other accounts",
        source: "https://github.com/aws-actions/amazon-ecr-login#usage",
    },
    inputs: { "mask-password": "true", "skip-logout": "false", "http-proxy": "" },
    refused: {
        "registry-type": { unless: ["private"], says: "the account's own registry alone is there" },
        registries: { says: "the account's own registry alone is there" },
    },
    async run({ credentials, program, say, mask, output }) {
        const { place } = credentials.required();
        const asked = await program("aws", ["ecr", "get-login-password", "--region", place.region]);
        if (asked.code !== 0) throw new StepFailed((asked.err ?? "").trim());
        const password = Buffer.from(asked.out as string)
            .toString("utf8")
            .trim();
        mask(password);
        const registry = `${place.account}.dkr.ecr.${place.region}.amazonaws.com`;
        const login = ["login", "--username", "AWS", "--password-stdin", registry];
        const answered = await program("docker", login, password);
        if (answered.code !== 0) throw new StepFailed((answered.err ?? "").trim());
        say(`Logging into registry ${registry}`);
        output("registry", registry);
        output(`docker_username_${registry.replaceAll(/[^a-zA-Z0-9]/g, "_")}`, "AWS");
    },
};
