/**
 * The dashboard: pages for people, rendered here. A page is a client of the API, as the person who requested it: it reads and
 * changes through {@link dev.millrace.gateway.dashboard.frame.Services} only, so that a page can do nothing that the API would refuse,
 * whichever service the path belongs to. Pages work without JavaScript; scripts add what is more comfortable.
 *
 * <p>To add a page:
 *
 * <ol>
 *   <li>A feature folder, for example {@code dashboard.build}, with a {@code *PageResource} at {@code /ui/...}. Names of repositories
 *       and paths of files belong into query parameters: in a path, {@code .git} is what git asks for. State who may open the page in
 *       {@code @RolesAllowed}; whoever is not signed in is led to the sign-in, and errors become pages
 *       ({@code PageErrorFilter}).
 *   <li>A template below {@code templates/ui/} that includes {@code ui/page}. It fills in {@code main}, and is made of the components in
 *       {@code templates/tags}, all of which {@code /ui/design} shows. No style or script in a template: the content security policy
 *       refuses both. What a component lacks is added to it, in {@code web/components.css}.
 *       A component sees its parameters only: {@code uiTime} says how long ago a time was if it is given {@code page=page}.
 *   <li>{@code services.get("/api/...")} returns a {@link dev.millrace.gateway.dashboard.frame.Reply}: {@code require()} makes an error a
 *       page, {@code problem()} is the text for the form that caused it. View models are records that are made of its JSON by pure
 *       functions, and have plain tests.
 *   <li>{@code pages.show(Section.BUILDS, "Builds", template.data(...))} renders it. A template asks {@code page.viewer.maintainer} and
 *       so on before it shows what only some may do; the API refuses the others anyway.
 *   <li>A form posts to a path of the page, is read with {@link dev.millrace.gateway.dashboard.frame.Form}, and ends with
 *       {@code pages.back(path, Done.SAVED)}, or shows the page again with the problem. Requests of other sites are refused before they
 *       arrive ({@code SameOrigin}).
 *   <li>A line in {@code ExpectedRoutes} (conformance) for each route.
 * </ol>
 */
@NullMarked
package dev.millrace.gateway.dashboard;

import org.jspecify.annotations.NullMarked;
