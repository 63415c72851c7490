package io.quarterdeck.systemtests.demo;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Somebody in front of the dashboard, who notes down what the browser complains of. */
final class Visitor implements AutoCloseable {

    /** Of the window, in CSS pixels. */
    enum Size {
        DESK(1440, 900),
        PHONE(390, 844);

        private final int width;
        private final int height;

        Size(int width, int height) {
            this.width = width;
            this.height = height;
        }
    }

    private final String address;
    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();

    private Visitor(String address, BrowserContext context) {
        this.address = address;
        this.context = context;
        page = context.newPage();
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text());
            }
        });
    }

    static Visitor arrive(Chromium chromium, String address, Size size, ColorScheme scheme) {
        Browser browser = chromium.browser();
        return new Visitor(
                address,
                browser.newContext(new Browser.NewContextOptions()
                        .setViewportSize(size.width, size.height)
                        .setColorScheme(scheme)
                        .setAcceptDownloads(true)));
    }

    Page page() {
        return page;
    }

    /** Opens a page, such as {@code /market?symbol=BTCUSD}, and waits until nothing of it loads any more. */
    Visitor open(String path) {
        page.navigate(address + path);
        assertThat(page.locator("h1")).isVisible();
        settle();
        return this;
    }

    /** Waits until nothing loads and nothing moves any more, and what is to be seen is drawn. */
    void settle() {
        assertThat(page.locator(".skeleton")).hasCount(0);
        assertThat(page.getByText("Loading …")).hasCount(0);
        page.evaluate("""
                        async () => {
                          await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
                          for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
                        }""");
    }

    Visitor logIn(String user, String password) {
        page.navigate(address + "/login");
        return giveNameAndPassword(user, password);
    }

    /** Where the login stands. */
    Visitor giveNameAndPassword(String user, String password) {
        page.getByLabel("User").fill(user);
        page.getByLabel("Password").fill(password);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Log in"))
                .click();
        return this;
    }

    /** A card or a tile, by its title. */
    Locator part(String title) {
        return page.locator("[aria-label='" + title + "']").first();
    }

    /** What axe-core finds against WCAG 2.1 A and AA, and its own best practices. */
    List<String> barriers() {
        return new AxeBuilder(page)
                .analyze().getViolations().stream()
                        .map(found -> found.getId() + ": " + found.getNodes())
                        .toList();
    }

    /** How far the page is wider than the window, in CSS pixels; 0 if it is not. */
    int overhang() {
        return ((Number) page.evaluate("() => document.scrollingElement.scrollWidth - innerWidth")).intValue();
    }

    /** How many colours the canvases of a part show; a blank one has one. */
    int colours(Locator part) {
        return ((Number) part.evaluate("""
                        part => Math.max(...[...part.querySelectorAll('canvas')].map(canvas => {
                          if (canvas.width === 0 || canvas.height === 0) return 0;
                          const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                          const seen = new Set();
                          for (let at = 0; at < pixels.length; at += 4) seen.add(pixels[at] << 16 | pixels[at + 1] << 8 | pixels[at + 2]);
                          return seen.size;
                        }))""")).intValue();
    }

    void screenshot(Path file) {
        page.screenshot(new Page.ScreenshotOptions().setPath(file).setFullPage(false));
    }

    List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public void close() {
        context.close();
    }
}
