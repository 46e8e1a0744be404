package dev.millrace.gateway.dashboard.home;

import dev.millrace.gateway.dashboard.frame.Viewer;
import java.util.List;

/**
 * The way from an empty platform to the first mirror. A pure function of what exists; what the viewer may not do names who may.
 *
 * @param steps in their order
 */
record FirstSteps(List<Step> steps) {

    FirstSteps {
        steps = List.copyOf(steps);
    }

    /**
     * @param forges how many forges with an App people can sign in with
     * @param installations how many installations belong to the team
     * @param repositories how many repositories the team has
     */
    static FirstSteps of(Viewer viewer, int forges, int installations, int repositories) {
        State app = forges > 0 || installations > 0 ? State.DONE : State.NOW;
        State install = installations > 0 ? State.DONE : app == State.DONE ? State.NOW : State.LATER;
        State mirror = repositories > 0 ? State.DONE : install == State.DONE ? State.NOW : State.LATER;
        return new FirstSteps(List.of(
                new Step(
                        "A team and its owner",
                        "The team “%s” owns what you connect.".formatted(viewer.slug()),
                        State.DONE,
                        "",
                        ""),
                viewer.isAdministrator()
                        ? new Step(
                                "A GitHub App of your own",
                                "GitHub registers it with all permissions and the webhook already filled in, and sends you back.",
                                app,
                                "Let's integrate GitHub",
                                "/ui/settings/integrations")
                        : Step.ofOthers(
                                "A GitHub App",
                                "An administrator of the platform registers it, under Settings, Integrations.",
                                app),
                viewer.isMaintainer()
                        ? new Step(
                                "An organization or your own account",
                                "Install the App there, and choose all repositories or selected ones. Your account is linked on the way.",
                                install,
                                "Choose repositories",
                                "/ui/settings/integrations")
                        : Step.ofOthers("An organization", "A maintainer of the team installs the App there.", install),
                new Step(
                        "The first mirror",
                        "Each repository is mirrored by itself, and follows its pushes within seconds.",
                        mirror,
                        "Show repositories",
                        "/ui/repositories")));
    }

    /** Whether there is nothing left to do. */
    public boolean isDone() {
        return steps.stream().allMatch(step -> step.state() == State.DONE);
    }

    enum State {
        DONE,
        NOW,
        LATER
    }

    /**
     * One step.
     *
     * @param action label of the link to where it is done; empty text if others do it
     * @param path of that page
     */
    record Step(String title, String text, State state, String action, String path) {

        static Step ofOthers(String title, String text, State state) {
            return new Step(title, text, state, "", "");
        }

        /** Its class in the style sheet. */
        public String css() {
            return switch (state) {
                case DONE -> "step-done";
                case NOW -> "step-now";
                case LATER -> "step-later";
            };
        }

        public boolean isDone() {
            return state == State.DONE;
        }

        /** Whether its link is shown. */
        public boolean isNow() {
            return state == State.NOW && !action.isEmpty();
        }
    }
}
