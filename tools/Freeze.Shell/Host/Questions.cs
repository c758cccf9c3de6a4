using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace Freeze.Shell.Host;

/// <summary>Asks the person at the terminal: lines, secrets, missing parameters, choices.</summary>
internal sealed class Questions
{
    private readonly ShellUserInterface _interface;
    private readonly bool _interactive;

    /// <summary>Questions at the process's input.</summary>
    /// <param name="userInterface">What questions are written to.</param>
    /// <param name="interactive">Whether any may be asked.</param>
    internal Questions(ShellUserInterface userInterface, bool interactive)
    {
        _interface = userInterface;
        _interactive = interactive;
    }

    /// <summary>One line, without its end; an empty one where the input has ended.</summary>
    internal string ReadLine()
    {
        Refuse();
        return Console.In.ReadLine() ?? string.Empty;
    }

    /// <summary>A line that is not shown while it is typed.</summary>
    internal SecureString ReadSecret()
    {
        Refuse();
        var secret = new SecureString();
        if (!TerminalStreams.Input)
        {
            foreach (char character in Console.In.ReadLine() ?? string.Empty)
                secret.AppendChar(character);
            return secret;
        }
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace && secret.Length > 0)
                secret.RemoveAt(secret.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                secret.AppendChar(key.KeyChar);
        }
        _interface.WriteLine(string.Empty);
        return secret;
    }

    /// <summary>Asks for the values of mandatory parameters; a list ends with an empty line.</summary>
    internal Dictionary<string, PSObject> AskFields(string caption, string message, Collection<FieldDescription> descriptions)
    {
        Refuse();
        Announce(caption, message);
        var answers = new Dictionary<string, PSObject>();
        foreach (var field in descriptions)
        {
            var type = Type.GetType(field.ParameterAssemblyFullName) ?? typeof(string);
            object answer = type == typeof(SecureString) ? AskSecret(field.Name)
                : type.IsArray ? AskList(field.Name, type.GetElementType()!)
                : LanguagePrimitives.ConvertTo(Ask($"{field.Name}: "), type, CultureInfo.InvariantCulture);
            answers[field.Name] = PSObject.AsPSObject(answer);
        }
        return answers;
    }

    /// <summary>Asks until one of the choices is named by its hot key or its label; an empty line takes the default.</summary>
    internal int AskChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        Refuse();
        Announce(caption, message);
        var keys = choices.Select(choice => ChoiceKey.Of(choice.Label)).ToList();
        string line = string.Join("  ", keys.Select(key => $"[{key.Letter}] {key.Label}"));
        line += defaultChoice >= 0 ? $"  (default is \"{keys[defaultChoice].Letter}\"): " : ": ";
        while (true)
        {
            string answer = Ask(line).Trim();
            if (answer.Length == 0 && defaultChoice >= 0)
                return defaultChoice;
            int chosen = keys.FindIndex(key => key.Answers(answer));
            if (chosen >= 0)
                return chosen;
            if (Console.In.Peek() < 0 && !TerminalStreams.Input)
                throw new PSInvalidOperationException("The input ended before a choice was made.");
        }
    }

    /// <summary>Asks for a name, unless it is given, and a password.</summary>
    internal PSCredential AskCredential(string caption, string message, string userName)
    {
        Refuse();
        Announce(caption, message);
        string name = string.IsNullOrEmpty(userName) ? Ask("User: ") : userName;
        return new PSCredential(name, AskSecret("Password"));
    }

    private string Ask(string question)
    {
        _interface.Write(question);
        return ReadLine();
    }

    private SecureString AskSecret(string name)
    {
        _interface.Write($"{name}: ");
        return ReadSecret();
    }

    private Array AskList(string name, Type element)
    {
        var values = new List<object>();
        for (string line = Ask($"{name}[0]: "); line.Length > 0; line = Ask($"{name}[{values.Count}]: "))
            values.Add(LanguagePrimitives.ConvertTo(line, element, CultureInfo.InvariantCulture));
        var list = Array.CreateInstance(element, values.Count);
        for (int index = 0; index < values.Count; index++)
            list.SetValue(values[index], index);
        return list;
    }

    private void Announce(string caption, string message)
    {
        if (!string.IsNullOrEmpty(caption))
            _interface.WriteLine(caption);
        if (!string.IsNullOrEmpty(message))
            _interface.WriteLine(message);
    }

    /// <summary>A script that runs unattended must fail, not wait for an answer that nobody gives.</summary>
    private void Refuse()
    {
        if (!_interactive)
            throw new PSInvalidOperationException("The shell runs with -NonInteractive: a command wanted to ask a question.");
    }
}
