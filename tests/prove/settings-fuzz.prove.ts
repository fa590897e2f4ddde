import { describeSettingsProperties } from "../stacks/settings-properties";

describe("settings, whatever they are, and for long,", () => {
    describeSettingsProperties(5_000);
});
