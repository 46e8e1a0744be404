package dev.millrace.kit.error;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.millrace.kit.request.RequestId;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.stream.Collectors;
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
        var answer = answer(failure.status(), failure.message(), failure.code().orElse(null));
        failure.retryAfter().ifPresent(time -> answer.header(HttpHeaders.RETRY_AFTER, Math.max(1, time.toSeconds())));
        if (failure.status() == 401) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"millrace\"");
        }
        return answer.build();
    }

    @ServerExceptionMapper
    Response web(WebApplicationException failure, HttpServerResponse response) {
        Response given = failure.getResponse();
        if (given.hasEntity()) {
            return given;
        }
        if (given.getStatus() >= 500) {
            return unexpected(failure, response);
        }
        return answer(given.getStatus(), text(failure, given), null).build();
    }

    @ServerExceptionMapper
    Response json(JsonProcessingException failure) {
        return answer(400, "the body is not the JSON that is expected: " + failure.getOriginalMessage(), null)
                .build();
    }

    /** JSON of another shape; without this, the framework answers in a form of its own. */
    @ServerExceptionMapper
    Response shape(MismatchedInputException failure) {
        String field = failure.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
        String where = field.isEmpty() ? "it" : "'" + field + "'";
        return answer(400, "the body is not the JSON that is expected: %s is of another kind".formatted(where), null)
                .build();
    }

    @ServerExceptionMapper
    Response unexpected(Throwable failure, HttpServerResponse response) {
        if (response.closed() && isCausedByInputOrOutput(failure)) {
            // nobody is there to be answered, and nothing of ours is broken
            LOG.debugf("the client has disconnected: %s", failure);
        } else {
            LOG.errorf(failure, "request failed");
        }
        return answer(500, "internal error; the request id finds it in our log", null)
                .build();
    }

    private static boolean isCausedByInputOrOutput(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }

    private static String text(WebApplicationException failure, Response given) {
        String message = failure.getMessage();
        return message == null ? given.getStatusInfo().getReasonPhrase() : message;
    }

    private static Response.ResponseBuilder answer(int status, String text, @Nullable String code) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(ProblemBody.of(status, text, code, RequestId.current()));
    }
}
