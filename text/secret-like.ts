// Whether a value looks like what should never be written down: by its own shape, or by the name it is given.

/** Shapes that their makers gave them, so that they are found: prefixes, keys in PEM, addresses with a password in them. */
const SHAPES: readonly (readonly [shape: RegExp, what: string])[] = [
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
    [/\b(AKIA|ASIA)[A-Z2-7]{16}\b/, "an access key of AWS"],
    // https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
    [/\b(gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{40,})/, "a token of GitHub"],
    // https://docs.gitlab.com/security/tokens/#token-prefixes
    [/\bglpat-[\w-]{20,}/, "a token of GitLab"],
    // https://docs.slack.dev/authentication/tokens
    [/\bxox[abeoprs]-[\w-]{10,}/, "a token of Slack"],
    // https://docs.stripe.com/keys
    [/\b[rs]k_live_[A-Za-z0-9]{10,}/, "a key of Stripe"],
    [/-----BEGIN ([A-Z]+ )*PRIVATE KEY-----/, "a private key"],
    // https://datatracker.ietf.org/doc/html/rfc7519
    [/\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+/, "a signed token"],
    // https://datatracker.ietf.org/doc/html/rfc3986#section-3.2.1
    [/\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]+:[^\s/@${}]+@/i, "an address with a password in it"],
];

const NAMES = /(^|_)(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIALS?)$/i;
/** Says where a secret is, or nothing at all. */
const HARMLESS = /^(|true|false|-?\d+|none|null|arn:\S+|https?:\/\/\S+|\/\S*|\$\{.*\}|#\{.*\})$/i;

/** What a variable looks like; nothing where it looks like any other. */
export function secretLike(name: string, value: string): string | undefined {
    const shaped = SHAPES.find(([shape]) => shape.test(value));
    if (shaped) return shaped[1];
    const words = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").replaceAll("-", "_");
    return NAMES.test(words) && !HARMLESS.test(value) ? "a secret, by its name" : undefined;
}
