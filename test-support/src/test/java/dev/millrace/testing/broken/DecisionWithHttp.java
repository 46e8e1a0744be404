package dev.millrace.testing.broken;

import jakarta.ws.rs.core.Response;

final class DecisionWithHttp {

    Response response() {
        return Response.ok().build();
    }
}
