package dev.millrace.gateway.dashboard.integration;

import static dev.millrace.gateway.dashboard.frame.JsonFields.text;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An installation of the App, as the page shows it.
 *
 * @param id number of the installation
 * @param login organization or user
 * @param kind {@code organization} or {@code user}
 * @param instance host of the forge
 * @param selection which repositories the App covers, for people
 * @param state {@code active} or {@code suspended}
 * @param manage page of the forge on which the selection is changed; empty text if its address is not known
 */
record InstallationView(
        String id, String login, String kind, String instance, String selection, String state, String manage) {

    /** @param webUrl web address of the forge, without a trailing slash; empty text if it is not known */
    static InstallationView of(JsonNode installation, String webUrl) {
        String id = text(installation, "installationId");
        String login = text(installation, "accountLogin");
        String kind = text(installation, "accountType");
        String owner = kind.equals("organization") ? "/organizations/" + login : "";
        return new InstallationView(
                id,
                login,
                kind,
                text(installation, "instance"),
                selection(text(installation, "repositorySelection")),
                text(installation, "state"),
                webUrl.isEmpty() ? "" : webUrl + owner + "/settings/installations/" + id);
    }

    public boolean isActive() {
        return state.equals("active");
    }

    private static String selection(String given) {
        return switch (given) {
            case "all" -> "all repositories, also future ones";
            case "selected" -> "selected repositories; public ones can be read";
            default -> "GitHub has not reported the repositories yet";
        };
    }
}
