# The stand-in runs generated specs that fail, in all the ways there are. Under Pester these are skipped.

BeforeDiscovery {
    $standIn = (Get-Command Should).Source -eq 'SpecRunner'
    if ($standIn) {
        # A runner that lets everything pass would pass its own tests too. So whether failures count is asked here, where
        # the answer stops the whole file.
        $failing = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), [System.IO.Path]::GetRandomFileName() + '.Tests.ps1')
        [System.IO.File]::WriteAllText($failing, 'Describe d { It one { 1 | Should -Be 2 } ; It two { throw "x" } ; It three { } }')
        $result = Invoke-Spec $failing -Output None
        [System.IO.File]::Delete($failing)
        if ($result.Failed -ne 2 -or $result.Passed -ne 1) { throw "Two tests fail and one passes, but the stand-in counted $($result.Failed) and $($result.Passed)." }
    }
}

Describe 'The stand-in' -Skip:(-not $standIn) {
    BeforeAll {
        # Runs a spec that consists of this text.
        function Invoke-Text([string] $Text, [hashtable] $Options = @{}) {
            $file = [System.IO.Path]::Combine($TestDrive, [System.IO.Path]::GetRandomFileName() + '.Tests.ps1')
            [System.IO.File]::WriteAllText($file, $Text)
            Invoke-Spec $file -Output None @Options
        }
    }

    It 'counts every kind of result' {
        $result = Invoke-Text @'
Describe d {
    It passes { 1 | Should -Be 1 }
    It fails { 1 | Should -Be 2 }
    It throws { throw 'x' }
    It skipped -Skip { }
    It decides { Set-ItResult -Inconclusive }
}
'@
        $result.Passed | Should -Be 1
        $result.Failed | Should -Be 2
        $result.Skipped | Should -Be 1
        $result.Inconclusive | Should -Be 1
        $result.Tests.Result | Should -Be 'Passed', 'Failed', 'Failed', 'Skipped', 'Inconclusive'
        $result.Tests[1].ErrorRecord.TargetObject.Line | Should -Be 3
        $result.Tests[1].ErrorRecord.TargetObject.Text | Should -BeLike '*1 | Should -Be 2*'
    }

    It 'fails every test below a BeforeAll that failed, and still runs AfterAll' {
        $result = Invoke-Text @'
Describe d {
    BeforeAll { throw 'setup' }
    BeforeEach { $global:SpecRunnerReached = $true }
    It one { }
    Context inner { It two { } }
    AfterAll { $global:SpecRunnerReached = 'AfterAll' }
}
Describe e { It three { $global:SpecRunnerReached | Should -Be 'AfterAll' } }
'@
        $result.Failed | Should -Be 2
        $result.Passed | Should -Be 1
        $result.FailedBlocks | Should -Be 1
        $result.Tests[1].ErrorRecord.Exception.Message | Should -Be 'setup'
    }

    It 'fails the test of a BeforeEach or AfterEach that failed' {
        $result = Invoke-Text @'
Describe d { BeforeEach { throw 'b' } ; It one { } }
Describe e { AfterEach { throw 'a' } ; It two { } }
Describe f { AfterAll { throw 'a' } ; It three { } }
'@
        $result.Failed | Should -Be 2
        $result.Passed | Should -Be 1
        $result.FailedBlocks | Should -Be 1
    }

    It 'names a file that cannot be discovered: <Why>' -ForEach @(
        @{ Why = 'its top level throws'; Text = 'throw "x"' }
        @{ Why = 'it does not parse'; Text = 'Describe d {' }
        @{ Why = 'a test has no body'; Text = 'Describe d { It one }' }
        @{ Why = 'a case list is empty'; Text = 'Describe d { It one -ForEach @() { } }' }
        @{ Why = 'two setups of one kind'; Text = 'Describe d { BeforeAll { }; BeforeAll { } }' }
    ) {
        $result = Invoke-Text $Text
        $result.FailedFiles | Should -HaveCount 1
        $result.Tests | Should -HaveCount 0
    }

    It 'refuses what it does not know: <_>' -ForEach 'Mock Get-Command { }', 'InModuleScope m { }', 'Should -Invoke x', '1 | Should 1' {
        $result = Invoke-Text "Describe d { It one { $_ } }"
        $result.Failed | Should -Be 1
        $result.Tests[0].ErrorRecord.Exception.Message | Should -Match 'Pester|operator'
    }

    It 'selects by tag' {
        $text = @'
Describe d -Tag Slow { It one { } ; It two -Tag Gpu { } }
Describe e { It three -Tag Gpu { } ; It four { } }
'@
        (Invoke-Text $text @{ Tag = 'Slow' }).Tests.Name | Should -Be 'one', 'two'
        (Invoke-Text $text @{ Tag = 'Gpu' }).Tests.Name | Should -Be 'two', 'three'
        (Invoke-Text $text @{ ExcludeTag = 'Gpu' }).Tests.Name | Should -Be 'one', 'four'
        (Invoke-Text $text @{ ExcludeTag = 'Slow' }).Tests.Name | Should -Be 'three', 'four'
        (Invoke-Text $text @{ Tag = 'Slow'; ExcludeTag = 'G*' }).Tests.Name | Should -Be 'one'
    }

    It 'runs no setup of a block in which nothing runs' {
        $result = Invoke-Text 'Describe d { BeforeAll { throw "ran" } ; It one -Skip { } }'
        $result.Skipped | Should -Be 1
        $result.FailedBlocks | Should -Be 0
    }

    It 'shows all failures of a test that goes on' {
        $result = Invoke-Text 'Describe d { It one { 1 | Should -Be 2 -ErrorAction Continue; 3 | Should -Be 4 -ErrorAction Continue } }'
        $result.Tests[0].Result | Should -Be 'Failed'
        $result.Tests[0].ErrorRecord | Should -HaveCount 2
    }

    It 'expands names, with what a test sees' {
        $result = Invoke-Text @'
Describe 'd <n>' -ForEach @{ n = 1 } {
    BeforeAll { $v = @{ p = 'q' } }
    It 'i <n> <v.p> `<n`>' { }
}
'@
        $result.Tests[0].Path | Should -Be 'd 1.i 1 q <n>'
    }

    It 'keeps variables and functions of a file to itself' {
        $folder = [System.IO.Directory]::CreateDirectory("$TestDrive/two").FullName
        [System.IO.File]::WriteAllText("$folder/a.Tests.ps1", 'function Leak { } ; $leak = 1; BeforeAll { $leak2 = 1 } ; Describe d { It one { $leak2 | Should -Be 1 } }')
        [System.IO.File]::WriteAllText("$folder/b.Tests.ps1", 'Describe d { It one { $leak | Should -Be $null; $leak2 | Should -Be $null; Get-Command Leak -ErrorAction Ignore | Should -BeNullOrEmpty } }')
        (Invoke-Spec $folder -Output None).Passed | Should -Be 2
    }

    It 'gives the outer run its TestDrive back' {
        $before = $TestDrive
        (Invoke-Text 'Describe d { It one { [System.IO.File]::WriteAllText("$TestDrive/x", "x"); "TestDrive:/x" | Should -Exist } }').Passed | Should -Be 1
        $TestDrive | Should -Be $before
        'TestDrive:/x' | Should -Not -Exist
    }
}
