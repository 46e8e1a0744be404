package dev.millrace.gateway.dashboard.build;

import java.net.URI;
import java.util.Optional;

/** The page at GitHub that shows the checks of what a build is about. */
final class ChecksPage {

    private ChecksPage() {}

    /**
     * Its address; empty if there are no checks: only mirrors of an installation have them.
     *
     * @param mode how the mirror of the repository authenticates, {@code github-app} for one of an installation
     * @param cloneUrl of the upstream
     */
    static Optional<String> of(String mode, String cloneUrl, Build build) {
        if (!mode.equals("github-app") || !isWeb(cloneUrl)) {
            return Optional.empty();
        }
        String repository = cloneUrl.replaceFirst("\\.git/?$", "");
        return Optional.of(build.changeNumber()
                .map(number -> "%s/pull/%d/checks".formatted(repository, number))
                .orElseGet(() -> "%s/commit/%s/checks".formatted(repository, build.sha())));
    }

    /** Other schemes would do something else in a browser than open a page. */
    private static boolean isWeb(String address) {
        try {
            String scheme = URI.create(address).getScheme();
            return "https".equals(scheme) || "http".equals(scheme);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
