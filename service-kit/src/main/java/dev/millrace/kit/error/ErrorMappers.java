package dev.millrace.kit.error;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Turns every exception that leaves a resource into {@link ProblemBody}. */
class ErrorMappers {

    private static final Logger LOG = Logger.getLogger(ErrorMappers.class);

    @ServerExceptionMapper
    Response millrace(MillraceException failure, HttpServerResponse response) {
        if (failure.kind() == ErrorKind.INTERNAL) {
            return unexpected(failure, response);
        }
        return ProblemResponse.of(failure);
    }

    /**
     * A query parameter of the wrong type: JAX-RS prescribes 404 for it, as if the resource did not exist. The exception
     * does not name the parameter, only the value that could not be converted.
     */
    @ServerExceptionMapper
    Response notFound(NotFoundException failure, UriInfo uri, HttpServerResponse response) {
        String message = failure.getCause() == null ? null : failure.getCause().getMessage();
        if (message == null) {
            return web(failure, response);
        }
        return uri.getQueryParameters().entrySet().stream()
                .flatMap(named -> named.getValue().stream().map(value -> Map.entry(named.getKey(), value)))
                .filter(given ->
                        given.getValue().isEmpty() ? message.contains("\"\"") : message.contains(given.getValue()))
                .max(Comparator.comparingInt(given -> given.getValue().length()))
                .map(given -> ProblemResponse.of(
                                400,
                                "%s '%s' is not of the kind that is expected"
                                        .formatted(
                                                JsonFault.shortened(given.getKey()),
                                                JsonFault.shortened(given.getValue())),
                                null)
                        .build())
                .orElseGet(() -> web(failure, response));
    }

    @ServerExceptionMapper
    Response web(WebApplicationException failure, HttpServerResponse response) {
        Response given = failure.getResponse();
        if (given.hasEntity()) {
            return given;
        }
        if (given.getStatus() == 400 && failure.getCause() instanceof JsonProcessingException json) {
            return json instanceof MismatchedInputException shape ? shape(shape) : json(json);
        }
        if (given.getStatus() >= 500) {
            return unexpected(failure, response);
        }
        return ProblemResponse.of(given.getStatus(), text(failure, given), null).build();
    }

    @ServerExceptionMapper
    Response json(JsonProcessingException failure) {
        if (failure instanceof StreamConstraintsException || failure.getCause() instanceof StreamConstraintsException) {
            return ProblemResponse.of(400, JsonFault.describe(failure), null).build();
        }
        return ProblemResponse.of(
                        400, "the body is not the JSON that is expected: " + failure.getOriginalMessage(), null)
                .build();
    }

    /** JSON of another shape; without this mapper, the framework responds in its own format. */
    @ServerExceptionMapper
    Response shape(MismatchedInputException failure) {
        String field = JsonFault.field(failure);
        String where = field.isEmpty() ? "it" : "'" + field + "'";
        return ProblemResponse.of(
                        400, "the body is not the JSON that is expected: %s is of another kind".formatted(where), null)
                .build();
    }

    @ServerExceptionMapper
    Response unexpected(Throwable failure, HttpServerResponse response) {
        if (isNulInText(failure)) {
            return ProblemResponse.of(400, "the request holds a NUL character in a text", null)
                    .build();
        }
        if (response.closed() && isCausedByInputOrOutput(failure)) {
            // this is no failure of ours, and no client is left to read a response
            LOG.debugf("the client has disconnected: %s", failure);
        } else {
            LOG.errorf(failure, "request failed");
        }
        return ProblemResponse.of(500, "internal error; the request id finds it in our log", null)
                .build();
    }

    private static boolean isCausedByInputOrOutput(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }

    /** PostgreSQL cannot store NUL in text, but JSON can contain it: the caller's fault, detected only by the database. */
    private static boolean isNulInText(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return "22021".equals(sql.getSQLState()) || "22P05".equals(sql.getSQLState());
            }
        }
        return false;
    }

    private static String text(WebApplicationException failure, Response given) {
        String message = failure.getMessage();
        return message == null ? given.getStatusInfo().getReasonPhrase() : message;
    }
}
