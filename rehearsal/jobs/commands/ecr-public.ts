import { type AwsCommand, RawOutput } from "./types";

export const ecrPublicCommands: Readonly<Record<string, AwsCommand>> = {
    "ecr-public get-login-password": {
        api: "GetAuthorizationToken",
        options: {},
        run: async (_, { account, by, place }) => {
            const input = { region: place.region };
            const call = { by, action: "ecr-public:GetAuthorizationToken", on: "*", input };
            const { authorizationData } = (await account.gateway.call(call)) as {
                readonly authorizationData: { readonly authorizationToken: string };
            };
            const token = Buffer.from(authorizationData.authorizationToken, "base64").toString("utf8");
            return new RawOutput(`${token.replace("AWS:", "")}\n`);
        },
    },
};
