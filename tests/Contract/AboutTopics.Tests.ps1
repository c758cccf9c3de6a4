# The topics of the module as a whole, which lie beside the help of its commands.

BeforeDiscovery {
    $topics = @(
        @{ Topic = 'about_Freeze'; Says = 'FrozenIntact' }
        @{ Topic = 'about_Freeze_Patterns'; Says = 'never layer10' }
    )
}

BeforeAll {
    $root = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', '..'))
    Import-Module ([System.IO.Path]::Combine($root, 'Freeze.psd1'))
    $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
}

Describe 'The topic <Topic>' -ForEach $topics {
    BeforeAll {
        $source = [System.IO.Path]::Combine($root, 'src', 'Freeze.Module', 'en-US', "$Topic.help.txt")
        $text = [System.IO.File]::ReadAllText($source)
    }

    It 'is what Get-Help finds' {
        # The text of the topic, not a list of commands that mention it.
        $help = "$(Get-Help $Topic)"
        $help | Should -Match "(?s)TOPIC\s+$Topic\s+SHORT DESCRIPTION"
        $help | Should -Match ([regex]::Escape($Says))
    }

    It 'is laid beside the help of the commands as it is in the source' {
        $staged = [System.IO.Path]::Combine($root, 'en-US', "$Topic.help.txt")
        [System.IO.File]::Exists($staged) | Should -BeTrue
        [System.IO.File]::ReadAllText($staged) | Should -Be $text
    }

    It 'names only commands and topics that exist' {
        $see = ($text -split 'SEE ALSO')[1].Trim() -split '\s+'
        foreach ($name in $see) {
            if ($name -like 'about_Freeze*') {
                [System.IO.File]::Exists([System.IO.Path]::Combine($root, 'en-US', "$name.help.txt")) | Should -BeTrue -Because $name
            }
            elseif ($name -notlike 'about_*') {
                Get-Command $name -Module Freeze -ErrorAction Ignore | Should -Not -BeNullOrEmpty -Because $name
            }
        }
        $see.Count | Should -BeGreaterThan 3
    }

    It 'names only parameters that exist' {
        # "Set-LayerFreeze -Through" anywhere in the text; the parameter may stand behind others.
        $uses = [regex]::Matches($text, '\b([A-Z]\w+-(?:Torch|Layer|Grouped|Fine|Parameter|Learning|Adversarial|Training)\w+)((?:[^\S\n]+(?!\|)[^\s|]+)*)')
        $seen = 0
        foreach ($use in $uses) {
            $command = Get-Command $use.Groups[1].Value -Module Freeze -ErrorAction Ignore
            $command | Should -Not -BeNullOrEmpty -Because $use.Groups[1].Value
            $first = [regex]::Match($use.Groups[2].Value, '^\s+\(?-([A-Z]\w+)')
            if (-not $first.Success) { continue }
            $seen++
            ($command.Parameters.Keys + $common) | Should -Contain $first.Groups[1].Value -Because $use.Value
        }
        $seen | Should -BeGreaterThan 3
    }

    It 'fits a console' {
        foreach ($line in $text -split "`r?`n") { $line.Length | Should -BeLessOrEqual 145 -Because $line }
    }
}

Describe 'The package' {
    It 'takes the topics along' {
        [System.IO.File]::ReadAllText([System.IO.Path]::Combine($root, 'build.ps1')) | Should -Match "ModuleContent = .*'en-US'"
    }
}
