package dev.millrace.gateway;

import static io.restassured.RestAssured.given;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;

/** Has the gateway write the administrator's token to a file, and reads it from there. */
public final class AdministratorAccess implements QuarkusTestResourceLifecycleManager {

    private static final String KEY = "millrace.gateway.administrator-token-file";

    @Override
    public Map<String, String> start() {
        try {
            return Map.of(
                    KEY,
                    Files.createTempDirectory("administrator")
                            .resolve("keys/token")
                            .toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        // a temporary folder
    }

    public static Path tokenFile() {
        return ConfigProvider.getConfig().getValue(KEY, Path.class);
    }

    public static String token() {
        try {
            return Files.readString(tokenFile()).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static RequestSpecification administrator() {
        return given().header("Authorization", "Bearer " + token()).contentType(ContentType.JSON);
    }
}
