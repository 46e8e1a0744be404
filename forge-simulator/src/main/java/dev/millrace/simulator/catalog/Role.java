package dev.millrace.simulator.catalog;

import dev.millrace.simulator.access.Caller;
import dev.millrace.simulator.app.InstallationToken;
import dev.millrace.simulator.hosting.HostedRepository;
import java.util.List;
import java.util.Map;

/** Roles in a repository, from strong to weak, and their permissions. */
final class Role {

    private static final List<String> FROM_STRONG_TO_WEAK = List.of("admin", "maintain", "write", "triage", "read");

    private Role() {}

    /** {@code permissions} of a repository as this caller sees it. */
    static Map<String, Boolean> of(Caller caller, HostedRepository repository) {
        return switch (caller) {
            case Caller.Installed(InstallationToken token) -> of(token);
            case Caller.Person person ->
                permissions(repository.roleOf(person.account().login()));
            case Caller.Authorized authorized ->
                permissions(repository.roleOf(authorized.account().login()));
            case Caller.App _, Caller.Anonymous _ -> permissions("read");
        };
    }

    static Map<String, Boolean> of(InstallationToken token) {
        return Map.of(
                "admin", false,
                "maintain", false,
                "push", token.mayWrite("contents"),
                "triage", false,
                "pull", token.mayRead("contents"));
    }

    /** The old name of a role, which knows neither maintain nor triage. */
    static String folded(String role) {
        return switch (role) {
            case "maintain" -> "write";
            case "triage" -> "read";
            default -> role;
        };
    }

    static Map<String, Boolean> permissions(String role) {
        int rank = FROM_STRONG_TO_WEAK.indexOf(role);
        return Map.of(
                "admin", rank == 0,
                "maintain", rank >= 0 && rank <= 1,
                "push", rank >= 0 && rank <= 2,
                "triage", rank >= 0 && rank <= 3,
                "pull", rank >= 0);
    }
}
