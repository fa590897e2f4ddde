"use strict";
// An AppSpec for EC2, as CodeDeploy's agent reads it: what it does not understand ends the event in the agent's words.
// https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure.html
const { parse } = require("yaml");

const BEHAVIORS = ["DISALLOW", "OVERWRITE", "RETAIN"];
const TYPES = ["file", "directory"];
/** What an event may take, where a script says nothing. */
const TIMEOUT = 3600;

class BadAppSpec extends Error {}

const failed = (why) => new BadAppSpec(`The deployment failed because ${why}`);
const again = (section) => `Update the ${section} section of the AppSpec file, and then try again.`;

function readAppSpec(text) {
    let document;
    try {
        // The agent reads YAML 1.1, where 0644 is a number in octal.
        document = parse(text, { version: "1.1", maxAliasCount: 100, logLevel: "silent" });
    } catch (error) {
        throw new BadAppSpec(error.message.split("\n")[0]);
    }
    if (document === null || document === undefined)
        throw failed(
            "the application specification file was empty. Make sure your AppSpec file defines at minimum the 'version' and 'os' properties.",
        );
    if (!isMap(document)) throw failed("the application specification file is no mapping.");
    const { version, os } = document;
    if (version !== 0)
        throw failed(
            `an invalid version value (${say(version)}) was entered in the application specification file. Make sure your AppSpec file specifies "0.0" as the version, and then try again.`,
        );
    if (os !== "linux")
        throw failed(
            `the application specification file specifies an unsupported operating system (${say(os)}). Specify either "linux" or "windows" in the os section of the AppSpec file, and then try again.`,
        );
    const behavior = document.file_exists_behavior ?? undefined;
    const spec = {
        hooks: hooksOf(document.hooks),
        files: listOf(document.files, "files").map(fileOf),
        permissions: listOf(document.permissions, "permissions").map(permissionOf),
        behavior,
    };
    if (behavior !== undefined && !BEHAVIORS.includes(behavior))
        throw failed(
            `an invalid file_exists_behavior value (${say(behavior)}) was entered in the application specification file. Make sure your AppSpec file specifies one of ${BEHAVIORS.join(",")} as the file_exists_behavior, and then try again.`,
        );
    return spec;
}

function hooksOf(hooks) {
    const found = new Map();
    for (const [event, scripts] of Object.entries(mapOf(hooks, "hooks")))
        if (scripts) found.set(event, listOf(scripts, "hooks").map(scriptOf));
    return found;
}

function scriptOf(script) {
    const location = isMap(script) ? String(script.location ?? "").trim() : "";
    if (location === "")
        throw failed(
            "the application specification file specifies a script with no location value. Specify the location in the hooks section of the AppSpec file, and then try again.",
        );
    const timeout = Math.trunc(Number(script.timeout ?? TIMEOUT));
    if (!(timeout > 0))
        throw failed(
            "an invalid timeout value was provided for a script in the application specification file. Make corrections in the hooks section of the AppSpec file, and then try again.",
        );
    const runas = script.runas === undefined || script.runas === null ? undefined : String(script.runas).trim();
    return { location, timeout, runas };
}

function fileOf(file) {
    const { source, destination } = isMap(file) ? file : {};
    if (source === undefined || source === null)
        throw failed(
            `the application specification file specifies a destination file, but no source file. ${again("files")}`,
        );
    if (destination === undefined || destination === null)
        throw failed(
            `the application specification file specifies only a source file (${say(source)}). Add the name of the destination file to the files section of the AppSpec file, and then try again.`,
        );
    return { source: String(source), destination: String(destination) };
}

function permissionOf(permission) {
    const given = isMap(permission) ? permission : {};
    const object = String(given.object ?? "").trim();
    if (object === "")
        throw failed(
            `a permission listed in the application specification file has no object value. ${again("permissions")}`,
        );
    const type = given.type === undefined || given.type === null ? TYPES : listOf(given.type, "permissions");
    for (const each of type)
        if (!TYPES.includes(each))
            throw failed(
                `the application specification filespecifies a permission for an object type not supported for permissions (${say(each)}). ${again("permissions")}`,
            );
    for (const key of ["acls", "context"])
        if (given[key] !== undefined && given[key] !== null)
            throw new BadAppSpec(`not rehearsed: ${key} in permissions, of ${object}; use owner, group and mode`);
    return {
        object,
        pattern: given.pattern === undefined || given.pattern === null ? "**" : String(given.pattern),
        except: listOf(given.except, "permissions").map(String),
        type,
        owner: nameIn(given.owner),
        group: nameIn(given.group),
        mode: modeOf(given.mode),
    };
}

function nameIn(value) {
    return value === undefined || value === null ? undefined : String(value);
}

/** A number is taken by its decimal digits: an unquoted 0644, octal for 420, becomes 0420. */
function modeOf(given) {
    if (given === undefined || given === null) return undefined;
    const mode = String(given).padStart(3, "0");
    if (mode.length > 4)
        throw failed(
            `the length of a permissions mode (${mode}) in the application specification file is invalid. Permissions modes must be between one and four characters long. ${again("permissions")}`,
        );
    const [wrong] = /[^0-7]/.exec(mode) ?? [];
    if (wrong !== undefined)
        throw failed(
            `the permissions mode (${mode}) in the application specification file contains an invalid character (${wrong}). ${again("permissions")}`,
        );
    return parseInt(mode, 8);
}

function isMap(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function mapOf(value, section) {
    if (value === undefined || value === null) return {};
    if (!isMap(value)) throw new BadAppSpec(`the section ${section} of the AppSpec file is no mapping`);
    return value;
}

function listOf(value, section) {
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) throw new BadAppSpec(`the section ${section} of the AppSpec file is no list`);
    return value;
}

function say(value) {
    return value === undefined || value === null
        ? ""
        : typeof value === "object"
          ? JSON.stringify(value)
          : String(value);
}

module.exports = { BadAppSpec, readAppSpec };
