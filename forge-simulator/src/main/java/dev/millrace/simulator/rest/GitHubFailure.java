package dev.millrace.simulator.rest;

import java.util.List;
import java.util.Map;

/** An answer that is not a success, in GitHub's shape: {@code message}, {@code documentation_url}, {@code errors}. */
public class GitHubFailure extends RuntimeException {

    /**
     * One entry of {@code errors} of a 422.
     *
     * @param resource for example {@code CheckRun}
     * @param code     {@code missing}, {@code missing_field}, {@code invalid}, {@code already_exists} or {@code custom}
     */
    public record FieldError(String resource, String field, String code, String message) {}

    private final int status;
    private final transient List<FieldError> errors;
    private final transient Map<String, String> headers;

    private GitHubFailure(int status, String message, List<FieldError> errors, Map<String, String> headers) {
        super(message);
        this.status = status;
        this.errors = errors;
        this.headers = headers;
    }

    public static GitHubFailure of(int status, String message) {
        return new GitHubFailure(status, message, List.of(), Map.of());
    }

    public static GitHubFailure of(int status, String message, Map<String, String> headers) {
        return new GitHubFailure(status, message, List.of(), headers);
    }

    public static GitHubFailure notFound() {
        return of(404, "Not Found");
    }

    public static GitHubFailure badCredentials() {
        return of(401, "Bad credentials");
    }

    /** The answer to an App that lacks a permission; the header names a sufficient one. */
    public static GitHubFailure permissionMissing(String accepted) {
        return of(403, "Resource not accessible by integration", Map.of("x-accepted-github-permissions", accepted));
    }

    public static GitHubFailure invalid(String resource, String field, String code, String message) {
        return new GitHubFailure(
                422, "Validation Failed", List.of(new FieldError(resource, field, code, message)), Map.of());
    }

    /** GitHub's other 422, from validating the request against its API description. */
    public static GitHubFailure invalidRequest(String detail) {
        return of(422, "Invalid request.\n\n" + detail);
    }

    public int status() {
        return status;
    }

    public List<FieldError> errors() {
        return errors;
    }

    public Map<String, String> headers() {
        return headers;
    }
}
