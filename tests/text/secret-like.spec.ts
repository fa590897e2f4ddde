import assert from "node:assert/strict";

import { secretLike } from "../../text/secret-like";

/** Put together here, so that nothing that looks for secrets finds one in this file. */
const made = (...parts: readonly string[]): string => parts.join("");

describe("what looks like a secret", () => {
    const secrets: readonly (readonly [name: string, value: string, what: RegExp])[] = [
        ["WHO", made("AKIA", "IOSFODNN7EXAMPLE"), /access key of AWS/],
        ["CI", made("gh", "p_", "a1B2".repeat(9)), /token of GitHub/],
        ["CI", made("glp", "at-", "x".repeat(20)), /token of GitLab/],
        ["HOOK", made("xo", "xb-", "1234567890"), /token of Slack/],
        ["PAY", made("sk_", "live_", "1234567890"), /key of Stripe/],
        ["KEY", made("-----BEGIN RSA ", "PRIVATE KEY-----\nMII…"), /private key/],
        ["WHO", made("eyJhbGciOiJI.", "eyJzdWIiOiIx.", "abc"), /signed token/],
        ["DATABASE_URL", made("postgres://app:", "hunter2@db:5432/app"), /address with a password/],
        ["DB_PASSWORD", "hunter2", /by its name/],
        ["apiKey", "abc", /by its name/],
        ["SESSION_SECRET", "keyboard cat", /by its name/],
        ["npm-token", "abc", /by its name/],
    ];
    for (const [name, value, what] of secrets)
        it(`is ${name} (${String(what)})`, () => assert.match(secretLike(name, value) ?? "", what));

    const others: readonly (readonly [name: string, value: string])[] = [
        ["DATABASE_URL", "postgres://db:5432/app"],
        ["REGISTRY", "https://user@example.com/path"],
        ["DB_PASSWORD_ARN", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db"],
        ["DB_PASSWORD", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db"],
        ["TOKEN", ""],
        ["REQUIRE_TOKEN", "true"],
        ["MAX_TOKEN", "4096"],
        ["TOKEN_LIFETIME", "an hour"],
        ["SECRET", "/app/secret"],
        ["SECRETARY", "ada"],
        ["COMMIT", "0123456789abcdef0123456789abcdef01234567"],
        ["PASSWORD", "#{variables.PASSWORD}"],
    ];
    for (const [name, value] of others)
        it(`is not ${name}=${value}`, () => assert.equal(secretLike(name, value), undefined));
});
