package dev.millrace.standalone.infrastructure;

/**
 * Address of the database and the credential for it.
 *
 * @param url JDBC address
 * @param user name of the role that owns the database
 * @param password its password
 */
public record DatabaseAddress(String url, String user, String password) {

    @Override
    public String toString() {
        return url + " as " + user;
    }
}
