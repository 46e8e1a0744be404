package dev.millrace.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.objectstore.FaultyTransport.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

class S3ObjectStoreTest extends ObjectStoreContract {

    private final FaultyTransport transport = new FaultyTransport(Duration.ofMillis(2));
    private S3ObjectStore store;

    @BeforeEach
    void open() throws IOException {
        store = S3ObjectStore.open(S3Server.shared().config(), transport);
    }

    @Override
    ObjectStore store() {
        return store;
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"LOST", "BUSY", "SHORT"})
    void readsAgainWhatBrokeOff(Fault fault) throws IOException {
        byte[] content = random(300_000);
        store.put(key, file(content));
        transport.fail(fault, 2, FaultyTransport.method(SdkHttpMethod.GET));

        assertThat(read(store, key)).isEqualTo(content);

        assertThat(transport.left()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"LOST", "BUSY", "ANSWER_LOST"})
    void storesOnceWhatHadToBeSentAgain(Fault fault) throws IOException {
        byte[] content = random(300_000);
        Path file = file(content);
        transport.fail(fault, 2, FaultyTransport.method(SdkHttpMethod.PUT));

        store.put(key, file);

        assertThat(transport.left()).isZero();
        assertThat(file).doesNotExist();
        assertThat(read(store, key)).isEqualTo(content);
    }

    @Test
    void doesNotTakeTheSameContentOfAnotherWriterForItsOwn() throws IOException {
        byte[] content = random(1_000);
        store.put(key, file(content));
        Path second = file(content);
        transport.fail(Fault.LOST, 1, FaultyTransport.method(SdkHttpMethod.PUT));

        assertThatThrownBy(() -> store.put(key, second)).isInstanceOf(FileAlreadyExistsException.class);

        assertThat(second).exists();
    }

    @Test
    void uploadsALargeFileInParts() throws IOException {
        byte[] content = random((12 << 20) + 17);

        store.put(key, file(content));

        assertThat(read(store, key)).isEqualTo(content);
        assertThat(transport.requests()).isGreaterThan(5);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"LOST", "BUSY", "ANSWER_LOST"})
    void joinsPartsOnceWhateverTheAnswer(Fault fault) throws IOException {
        byte[] content = random(11 << 20);
        transport.fail(fault, 1, S3ObjectStoreTest::joins);

        store.put(key, file(content));

        assertThat(transport.left()).isZero();
        assertThat(store.size(key)).hasValue(content.length);
    }

    @Test
    void neverOverwritesWithALargeFile() throws IOException {
        store.put(key, file(random(10)));
        Path large = file(random(11 << 20));

        assertThatThrownBy(() -> store.put(key, large)).isInstanceOf(FileAlreadyExistsException.class);

        assertThat(read(store, key)).hasSize(10);
        assertThat(large).exists();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"LOST", "BUSY", "FORBIDDEN"})
    void neverReportsAFailureAsAMissingObject(Fault fault) throws IOException {
        store.put(key, file(random(10)));
        transport.fail(fault, 100, request -> true);

        assertThatThrownBy(() -> read(store, key))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> store.size(key))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(NoSuchFileException.class);
    }

    @Test
    void givesUpAfterTheAttemptsAllowed() throws IOException {
        store.put(key, file(random(10)));
        transport.fail(Fault.BUSY, 100, FaultyTransport.method(SdkHttpMethod.GET));
        int before = transport.requests();

        assertThatThrownBy(() -> read(store, key)).hasMessageContaining("4 times");

        assertThat(transport.requests() - before).isEqualTo(4);
    }

    @Test
    void doesNotRepeatWhatIsForbidden() throws IOException {
        store.put(key, file(random(10)));
        transport.fail(Fault.FORBIDDEN, 100, FaultyTransport.method(SdkHttpMethod.GET));
        int before = transport.requests();

        assertThatThrownBy(() -> read(store, key)).hasMessageContaining("refused");

        assertThat(transport.requests() - before).isEqualTo(1);
    }

    @Test
    void noticesAnObjectOfAnotherSizeThanAnnounced() throws IOException {
        store.put(key, file(random(1_000)));

        try (StoredObject object = store.open(key, 1_001)) {
            assertThatThrownBy(() -> object.read(0, ByteBuffer.allocate(10))).hasMessageContaining("1000 bytes");
        }
    }

    @Test
    void reportsAMissingObjectAtTheFirstReadWhenTheSizeWasGiven() throws IOException {
        try (StoredObject object = store.open(key, 1_000)) {
            assertThatThrownBy(() -> object.read(0, ByteBuffer.allocate(10))).isInstanceOf(NoSuchFileException.class);
        }
    }

    @Test
    void keepsTheChecksum() throws IOException {
        byte[] content = random(1_000);
        Path file = file(content);
        String sum = Sha256.of(file).hex();
        store.put(key, file);

        try (StoredObject object = store.open(key)) {
            object.read(0, ByteBuffer.allocate(1));
            assertThat(object.sha256()).hasValue(sum);
        }
    }

    @Test
    void doesNotOpenWithoutItsBucket() {
        S3Config elsewhere = S3Server.shared().config("no-such-bucket", "test-secret");

        assertThatThrownBy(() -> S3ObjectStore.open(elsewhere))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("no-such-bucket");
    }

    @Test
    void doesNotOpenWithAWrongSecret() {
        assertThatThrownBy(() -> S3ObjectStore.open(S3Server.shared().config("packs", "wrong")))
                .isInstanceOf(IOException.class);
    }

    private static boolean joins(SdkHttpRequest request) {
        return request.method() == SdkHttpMethod.POST
                && request.rawQueryParameters().containsKey("uploadId");
    }
}
