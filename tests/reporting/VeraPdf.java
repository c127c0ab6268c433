import java.io.File;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Judges PDF files: arguments FLAVOUR,FLAVOUR FILE...; one line per file, flavour and broken clause. */
public class VeraPdf {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (int i = 1; i < arguments.length; i++) {
            for (String name : arguments[0].split(",")) {
                PDFAFlavour flavour = PDFAFlavour.fromString(name);
                try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(arguments[i]), flavour);
                        PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
                    report(arguments[i], name, validator.validate(parser));
                }
            }
        }
    }

    private static void report(String file, String flavour, ValidationResult result) {
        Map<String, String> broken = new TreeMap<>();
        for (TestAssertion assertion : result.getTestAssertions()) {
            if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                String clause = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
                String where = assertion.getLocation().getContext();
                broken.putIfAbsent(clause, assertion.getMessage() + " | " + where);
            }
        }
        if (result.isCompliant()) {
            System.out.println(String.join("\t", file, flavour, "passed", "", ""));
        } else if (broken.isEmpty()) {
            System.out.println(String.join("\t", file, flavour, "failed", "", "no clause named"));
        }
        broken.forEach((clause, text) -> System.out.println(
            String.join("\t", file, flavour, "failed", clause, text.replaceAll("[\\t\\r\\n]+", " "))));
    }
}
