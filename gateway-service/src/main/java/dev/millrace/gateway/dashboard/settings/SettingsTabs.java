package dev.millrace.gateway.dashboard.settings;

import dev.millrace.gateway.dashboard.frame.Tab;
import dev.millrace.gateway.dashboard.frame.Viewer;
import java.util.ArrayList;
import java.util.List;

/** The pages below {@code /ui/settings}, as far as a person may open them. */
public enum SettingsTabs {
    INTEGRATIONS("Integrations", "/ui/settings/integrations"),
    MEMBERS("Members", "/ui/settings/members"),
    TOKENS("Tokens", "/ui/settings/tokens"),
    KEYS("Keys", "/ui/settings/keys"),
    WEBHOOKS("Webhooks", "/ui/settings/webhooks"),
    CONNECTIONS("Forges", "/ui/settings/connections"),
    AUDIT("Audit log", "/ui/settings/audit"),
    ACCOUNT("Own account", "/ui/settings/account");

    private final String label;
    private final String path;

    SettingsTabs(String label, String path) {
        this.label = label;
        this.path = path;
    }

    public String path() {
        return path;
    }

    /** The tabs of a page on which this one is shown. */
    public List<Tab> tabs(Viewer viewer) {
        List<Tab> tabs = new ArrayList<>();
        for (SettingsTabs each : values()) {
            if (each.isFor(viewer)) {
                tabs.add(new Tab(each.label, each.path, each == this, ""));
            }
        }
        return tabs;
    }

    /** Whether the person may open it: the same as what its page and the API require. */
    boolean isFor(Viewer viewer) {
        return switch (this) {
            case INTEGRATIONS, MEMBERS, KEYS -> viewer.isInTeam();
            case TOKENS -> viewer.isInTeam() && (viewer.isPerson() || viewer.isMaintainer());
            case WEBHOOKS -> viewer.isMaintainer();
            case CONNECTIONS -> viewer.isAdministrator();
            case AUDIT -> viewer.isOwner() || viewer.isAdministrator();
            case ACCOUNT -> viewer.isPerson();
        };
    }

    /** The first page that the person may open. */
    static SettingsTabs first(Viewer viewer) {
        for (SettingsTabs each : values()) {
            if (each.isFor(viewer)) {
                return each;
            }
        }
        return INTEGRATIONS;
    }
}
