package dev.millrace.testing.broken;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** Names no role. */
@Path("/open")
class OpenResource {

    @GET
    public String open() {
        return "to everyone";
    }
}
