/** Runs without a test library. */
class OwnerTests {

    public static void main(String... arguments) {
        if (!"George Franklin".equals(fullName("George", "Franklin"))) {
            throw new AssertionError("a name is wrong");
        }
        System.out.println("[INFO] Tests run: 1, Failures: 0");
    }

    static String fullName(String first, String last) {
        return first + " " + last;
    }
}
