import { describeSettingsProperties } from "./settings-properties";

describe("settings, whatever they are,", () => {
    describeSettingsProperties(100);
});
