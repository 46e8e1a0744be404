package dev.millrace.gateway.repository;

/**
 * A repository whose readers are to be read from the forge.
 *
 * @param id the forge's number, decimal string
 * @param fullName {@code owner/name}, as the forge has just listed it
 */
record DueRepository(String id, String fullName) {}
