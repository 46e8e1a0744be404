package dev.millrace.gateway.dashboard.frame;

/** The parts of the dashboard, in the order of the navigation. */
public enum Section {
    HOME("Home", "/", "home", Audience.EVERYONE),
    REPOSITORIES("Repositories", "/ui/repositories", "repository", Audience.TEAM),
    SEARCH("Search", "/ui/search", "search", Audience.TEAM),
    BUILDS("Builds", "/ui/builds", "build", Audience.TEAM),
    INSIGHTS("Insights", "/ui/insights", "insights", Audience.TEAM),
    PEOPLE("People", "/ui/people", "people", Audience.TEAM),
    SETTINGS("Settings", "/ui/settings", "settings", Audience.EVERYONE),
    OPERATIONS("Operations", "/ui/operations", "operations", Audience.ADMINISTRATORS);

    private final String label;
    private final String path;
    private final String icon;
    private final Audience audience;

    Section(String label, String path, String icon, Audience audience) {
        this.label = label;
        this.path = path;
        this.icon = icon;
        this.audience = audience;
    }

    public String label() {
        return label;
    }

    public String path() {
        return path;
    }

    /** Name of its icon, see {@code tags/uiIcon}. */
    public String icon() {
        return icon;
    }

    /** Whether the navigation shows it to this person. */
    boolean isFor(Viewer viewer) {
        return switch (audience) {
            case EVERYONE -> true;
            case TEAM -> viewer.isInTeam();
            case ADMINISTRATORS -> viewer.isAdministrator();
        };
    }

    private enum Audience {
        EVERYONE,
        /** members of a team, while they have chosen one */
        TEAM,
        ADMINISTRATORS
    }
}
