package dev.millrace.simulator.rest;

import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns failures into GitHub's error body, for the REST API and the control API alike. */
class FailureAnswer {

    private static final Logger LOG = Logger.getLogger(FailureAnswer.class);

    @ServerExceptionMapper
    Response of(GitHubFailure failure) {
        return Answer.failed(failure);
    }

    @ServerExceptionMapper
    Response of(jakarta.ws.rs.NotFoundException noSuchRoute) {
        LOG.debugf("no such route: %s", noSuchRoute.getMessage());
        return Answer.failed(GitHubFailure.notFound());
    }

    @ServerExceptionMapper
    Response of(IllegalArgumentException bad) {
        return Answer.failed(GitHubFailure.of(400, String.valueOf(bad.getMessage())));
    }
}
