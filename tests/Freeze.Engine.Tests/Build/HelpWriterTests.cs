using System.Xml.Linq;
using Freeze.Build;
using Xunit;

namespace Freeze.Tests.Build;

public sealed class HelpWriterTests : IDisposable
{
    private const string Documentation = """
        <doc><members>
          <member name="T:Freeze.Tests.Build.SetSampleCommand">
            <summary>Freezes   layers
              of <c>a model</c>.</summary>
            <remarks>
              <para>See <see cref="T:Freeze.Tests.Build.GetSampleCommand"/> and <see cref="P:Freeze.Tests.Build.SetSampleCommand.Name"/>; <see langword="null"/> is none.</para>
              <list type="bullet"><item><term>Frozen</term><description>stays</description></item><item>plain</item></list>
            </remarks>
            <example>
              <summary>By name</summary>
              <code>if ($model) {
                Set-Sample $model layer1
            }</code>
              <para>Freezes <paramref name="layer1"/>.</para>
              <para>Nothing else.</para>
            </example>
            <example><summary>All of it</summary><code>
              $model | Set-Sample -All
            </code></example>
            <seealso cref="T:Freeze.Tests.Build.GetSampleCommand"/>
            <seealso href="https://example.org/">A page</seealso>
          </member>
          <member name="P:Freeze.Tests.Build.SampleCommand.Model"><summary>The model.</summary></member>
          <member name="P:Freeze.Tests.Build.SetSampleCommand.Name"><summary>Layers.</summary><remarks>Patterns.</remarks></member>
          <member name="P:Freeze.Tests.Build.SetSampleCommand.Policy"><inheritdoc cref="P:Freeze.Tests.Build.SetSampleCommand.Name"/></member>
          <member name="F:Freeze.Tests.Build.SamplePolicy.Frozen"><summary>Does not move.</summary></member>
        </members></doc>
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("help_").FullName;
    private readonly XElement _help;

    public HelpWriterTests()
    {
        File.Copy(typeof(HelpWriterTests).Assembly.Location, Assembly);
        File.WriteAllText(Path.ChangeExtension(Assembly, ".xml"), Documentation);
        File.WriteAllLines(References, ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator));
        HelpWriter.Run(Assembly, References, Output);
        _help = XDocument.Load(Output).Root!;
    }

    private string Assembly => Path.Combine(_folder, "Freeze.Engine.Tests.dll");

    private string References => Path.Combine(_folder, "references.txt");

    private string Output => Path.Combine(_folder, "en-US", "Help.xml");

    private XElement Command => Named(_help, "command").Single(command => Text(command, "details", "name") == "Set-Sample");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_cmdlet_is_there_and_nothing_else() =>
        Assert.Equal(["Get-Sample", "Set-Sample"], Named(_help, "command").Select(command => Text(command, "details", "name")));

    [Fact]
    public void The_summary_is_the_synopsis_in_one_line() => Assert.Equal("Freezes layers of a model.", Text(Command, "details", "description", "para"));

    [Fact]
    public void Remarks_are_paragraphs_with_commands_and_parameters_by_their_names() =>
        Assert.Equal(["See Get-Sample and -Name; $null is none.", "- Frozen: stays\n- plain"], Named(Child(Command, "description"), "para").Select(para => para.Value));

    [Fact]
    public void Parameters_come_with_inherited_ones_and_without_hidden_ones() =>
        Assert.Equal(["All", "Name", "Policy", "Device", "Model", "WhatIf", "Confirm"], Named(Child(Command, "parameters"), "parameter").Select(parameter => Text(parameter, "name")));

    [Fact]
    public void Only_commands_that_ask_have_WhatIf()
    {
        var other = Named(_help, "command").Single(command => Text(command, "details", "name") == "Get-Sample");
        Assert.Equal(["Rate"], Named(Child(other, "parameters"), "parameter").Select(parameter => Text(parameter, "name")));
    }

    [Theory]
    [InlineData("Model", "true", "0", "True (ByValue, ByPropertyName)", "none", "false", "None")]
    [InlineData("All", "true", "named", "False", "none", "false", "False")]
    [InlineData("Name", "true", "1", "False", "Layer, L", "true", "None")]
    [InlineData("Policy", "false", "named", "False", "none", "false", "Train")]
    [InlineData("Device", "false", "named", "False", "none", "false", "this machine's")]
    public void Attributes_say_how_a_parameter_is_used(string name, string required, string position, string pipeline, string aliases, string wildcards, string defaultValue)
    {
        var parameter = Parameter(name);
        Assert.Equal([required, position, pipeline, aliases, wildcards],
            new[] { "required", "position", "pipelineInput", "aliases", "globbing" }.Select(attribute => parameter.Attribute(attribute)!.Value));
        Assert.Equal(defaultValue, Text(parameter, "defaultValue"));
    }

    [Fact]
    public void A_parameter_takes_the_description_of_its_base_class() => Assert.Equal("The model.", Text(Parameter("Model"), "description"));

    [Fact]
    public void A_parameter_takes_the_description_that_inheritdoc_names_and_explains_its_values() =>
        Assert.Equal(["Layers.", "Patterns.", "- Frozen: Does not move."], Named(Child(Parameter("Policy"), "description"), "para").Select(para => para.Value));

    [Fact]
    public void Values_of_enums_and_sets_are_listed()
    {
        Assert.Equal(["Frozen", "Train"], Named(Child(Parameter("Policy"), "parameterValueGroup"), "parameterValue").Select(value => value.Value));
        Assert.Equal(["cpu", "cuda"], Named(Child(Parameter("Device"), "parameterValueGroup"), "parameterValue").Select(value => value.Value));
    }

    [Fact]
    public void Each_parameter_set_has_its_syntax_the_default_first()
    {
        var items = Named(Child(Command, "syntax"), "syntaxItem").Select(item => Named(item, "parameter").Select(parameter => Text(parameter, "name"))).ToList();
        Assert.Equal(2, items.Count);
        Assert.Equal(["Model", "Name", "Policy", "Device", "WhatIf", "Confirm"], items[0]);
        Assert.Equal(["All", "Model", "Policy", "Device", "WhatIf", "Confirm"], items[1]);
    }

    [Fact]
    public void Inputs_and_outputs_are_named_once()
    {
        Assert.Equal(["System.String"], Named(Child(Command, "inputTypes"), "name").Select(name => name.Value));
        Assert.Equal(["System.String", "System.Int32[]"], Named(Child(Command, "returnValues"), "name").Select(name => name.Value));
    }

    [Fact]
    public void Examples_keep_the_shape_of_their_code()
    {
        var examples = Named(Child(Command, "examples"), "example").ToList();
        Assert.Equal(["---------- Example 1: By name ----------", "---------- Example 2: All of it ----------"], examples.Select(example => Text(example, "title")));
        Assert.Equal("if ($model) {\n    Set-Sample $model layer1\n}", Text(examples[0], "code"));
        Assert.Equal("$model | Set-Sample -All", Text(examples[1], "code"));
        Assert.Equal(["Freezes layer1.", "Nothing else.", ""], Named(examples[0], "para").Select(para => para.Value));
    }

    [Fact]
    public void Links_lead_to_commands_and_pages()
    {
        var links = Named(Child(Command, "relatedLinks"), "navigationLink").ToList();
        Assert.Equal(["Get-Sample", "A page"], links.Select(link => Text(link, "linkText")));
        Assert.Equal(["", "https://example.org/"], links.Select(link => Text(link, "uri")));
    }

    [Fact]
    public void A_file_that_would_not_change_is_left_alone()
    {
        var longAgo = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(Output, longAgo);
        HelpWriter.Run(Assembly, References, Output);
        Assert.Equal(longAgo, File.GetLastWriteTimeUtc(Output));

        File.AppendAllText(Output, " ");
        HelpWriter.Run(Assembly, References, Output);
        Assert.True(XNode.DeepEquals(_help, XDocument.Load(Output).Root));
        Assert.Equal([Output], Directory.GetFiles(Path.GetDirectoryName(Output)!));
    }

    [Fact]
    public void Missing_documentation_is_an_error_that_says_which()
    {
        File.Delete(Path.ChangeExtension(Assembly, ".xml"));
        var error = Assert.Throws<InvalidDataException>(() => HelpWriter.Run(Assembly, References, Output));
        Assert.Contains("Freeze.Engine.Tests.xml", error.Message);
    }

    private static IEnumerable<XElement> Named(XElement element, string name) => element.Descendants().Where(child => child.Name.LocalName == name);

    private static XElement Child(XElement element, string name) => element.Elements().Single(child => child.Name.LocalName == name);

    private static string Text(XElement element, params string[] path) => path.Aggregate(element, Child).Value;

    private XElement Parameter(string name) => Named(Child(Command, "parameters"), "parameter").Single(parameter => Text(parameter, "name") == name);
}
