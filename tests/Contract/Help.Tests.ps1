# Every command explains itself: the help that Get-Help shows is complete, and its examples are sound.

BeforeDiscovery {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, '..', '..', 'Freeze.psd1'))
    $commands = @(Get-Command -Module Freeze -CommandType Cmdlet | ForEach-Object { @{ Command = $_; Name = $_.Name } })
}

BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, '..', '..', 'Freeze.psd1'))

    # What PowerShell adds by itself needs no description of ours.
    $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters

    # The text of a help entry's paragraphs.
    function Get-Text($Paragraphs) {
        ($Paragraphs | ForEach-Object { $_.Text }) -join "`n"
    }

    # The calls of this module's commands in an example, as the parser sees them.
    function Get-FreezeCall([string] $Code) {
        $errors = $null
        $tree = [System.Management.Automation.Language.Parser]::ParseInput($Code, [ref]$null, [ref]$errors)
        foreach ($problem in $errors) { throw "line $($problem.Extent.StartLineNumber): $($problem.Message)" }
        $calls = $tree.FindAll({ param($node) $node -is [System.Management.Automation.Language.CommandAst] }, $true)
        foreach ($call in $calls) {
            $command = Get-Command "$($call.GetCommandName())" -Module Freeze -ErrorAction Ignore
            if ($command) { @{ Command = $command; Call = $call } }
        }
    }
}

Describe 'Help of <Name>' -ForEach $commands {
    BeforeAll {
        $help = Get-Help $Name -Full
        $examples = @($help.examples.example | Where-Object { $_ })
    }

    It 'has a synopsis of its own' {
        $help.Synopsis.Trim() | Should -Not -BeNullOrEmpty
        # Without a help file PowerShell shows the syntax in its place.
        $help.Synopsis.Trim() | Should -Not -BeLike "$Name*"
        $help.Synopsis | Should -Match '\.\s*$' -Because 'it is a sentence'
    }

    It 'has a description' {
        Get-Text $help.description | Should -Not -BeNullOrEmpty
    }

    It 'describes every parameter' {
        $described = @($help.parameters.parameter | Where-Object { $_ -and (Get-Text $_.description) } | ForEach-Object { $_.name })
        $missing = @($Command.Parameters.Keys | Where-Object { $_ -notin $common -and $_ -notin $described })
        $missing -join ', ' | Should -BeNullOrEmpty
    }

    It 'describes no parameter that does not exist' {
        $unknown = @($help.parameters.parameter | Where-Object { $_ -and -not $Command.Parameters.ContainsKey($_.name) } | ForEach-Object { $_.name })
        $unknown -join ', ' | Should -BeNullOrEmpty
    }

    It 'says what it emits' {
        @($Command.OutputType).Count | Should -BeGreaterThan 0
    }

    It 'has at least two examples, each with a title and a remark' {
        $examples.Count | Should -BeGreaterOrEqual 2
        foreach ($example in $examples) {
            $example.title | Should -Match 'Example \d+: \S'
            $example.code | Should -Not -BeNullOrEmpty
            Get-Text $example.remarks | Should -Not -BeNullOrEmpty -Because "'$($example.title)' should say what it shows"
        }
    }

    It 'shows the command in each example, with parameters that exist' {
        foreach ($example in $examples) {
            $calls = @(Get-FreezeCall $example.code)
            $calls.Command.Name | Should -Contain $Name -Because "'$($example.title)' is an example of it"
            foreach ($entry in $calls) {
                $used = $entry.Call.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] }
                foreach ($parameter in $used) {
                    # As PowerShell does: a name, an alias, or the unambiguous start of one.
                    { $entry.Command.ResolveParameter($parameter.ParameterName) } | Should -Not -Throw -Because "'$($example.title)' uses -$($parameter.ParameterName) of $($entry.Command.Name)"
                }
            }
        }
    }
}
